using Signalbox.Streams;

namespace Signalbox.People;

/// <summary>Where the events of a person are. Pure.</summary>
internal static class PersonStreams
{
    /// <summary>
    /// The streams of the person's user, customers, subscriptions and latest messages, as far as <c>/v1/people/{id}</c> shows them: at most
    /// about a hundred, in the order of their keys.
    /// </summary>
    internal static IReadOnlyList<string> Of(Person person)
    {
        var streams = new List<StreamKey>();
        if (person.User is { } user)
        {
            streams.Add(new StreamKey(user.Account, "user", user.Id));
        }

        foreach (var customer in person.Customers)
        {
            streams.Add(new StreamKey(customer.Account, "customer", customer.Id));
            streams.AddRange(customer.Subscriptions.Select(s => new StreamKey(customer.Account, "subscription", s.Id)));
        }

        streams.AddRange(person.Messages.Select(static m => new StreamKey(m.Account, "message", m.Id)));
        return [.. streams.Select(static s => s.ToString()).Distinct().Order(StringComparer.Ordinal)];
    }
}
