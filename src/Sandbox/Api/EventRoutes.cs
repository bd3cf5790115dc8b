using System.Text;
using Signalbox.Sandbox.Accounts;
using Signalbox.Sandbox.Faults;
using Signalbox.Sandbox.Requests;
using Signalbox.Simulation;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/events: newest first, for 30 days.</summary>
internal static class EventRoutes
{
    private const int MaxTypes = 20;

    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Get("/v1/events/{id}", Retrieve),
        ApiRoute.List("/v1/events", List, "created", "type", "types"),
    ];

    private static string Retrieve(ApiCall call) => call.Events.Find(call.Id) is { } found && found.Created >= Oldest(call)
        ? Encoding.UTF8.GetString(found.Body)
        : throw new StripeErrorException(StripeError.NoSuch("event", call.Id));

    private static string List(ApiCall call)
    {
        var (type, types, created, oldest) = (call.Form.Text("type"), call.Form.List("types"), CreatedFilter.Of(call.Form), Oldest(call));
        if (types.Count > MaxTypes || (type is not null && types.Count > 0))
        {
            throw call.Form.Wrong("types", $"Give either type or at most {MaxTypes} types.");
        }

        var found = call.Events.All().Reverse().Where(one =>
            one.Created >= oldest && created.Admits(one.Created)
            && (type is null || Wildcard.Matches(type, one.Type)) && (types.Count == 0 || types.Contains(one.Type)));
        return Listing.Of(call, "/v1/events", found, static (SimulatedEvent one) => one.Id, static one => Encoding.UTF8.GetString(one.Body));
    }

    private static long Oldest(ApiCall call) => (call.Account.Now - EventBook.Listed).ToUnixTimeSeconds();
}
