using System.Text;
using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>Pages by cursor: https://docs.stripe.com/api/pagination.</summary>
internal static class Listing
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 100;

    internal static string Of<T>(ApiCall call, string url, IEnumerable<T> newestFirst)
        where T : StripeObject => Of(call, url, newestFirst, static one => one.Id, call.Text);

    internal static string Of<T>(ApiCall call, string url, IEnumerable<T> newestFirst, Func<T, string> id, Func<T, string> text)
    {
        var (after, before) = (call.Form.Text("starting_after"), call.Form.Text("ending_before"));
        var limit = (int)(call.Form.Whole("limit") is not { } given ? DefaultLimit
            : given is >= 1 and <= MaxLimit ? given
            : throw call.Form.Wrong("limit", $"limit must be within 1 to {MaxLimit}", "parameter_invalid_integer"));
        if (after is not null && before is not null)
        {
            throw call.Form.Wrong("ending_before", "You can only specify one of starting_after and ending_before.");
        }

        var page = before is null ? After(newestFirst, after, id, limit) : Before(newestFirst, before, id, limit);
        var json = new StringBuilder("""{"object":"list","data":[""");
        json.AppendJoin(',', page.Items.Select(text));
        return json.Append($$"""],"has_more":{{(page.HasMore ? "true" : "false")}},"url":"{{url}}"}""").ToString();
    }

    private static (IReadOnlyList<T> Items, bool HasMore) After<T>(IEnumerable<T> all, string? cursor, Func<T, string> id, int limit)
    {
        using var rest = all.GetEnumerator();
        if (cursor is not null)
        {
            var found = false;
            while (!found && rest.MoveNext())
            {
                found = id(rest.Current) == cursor;
            }

            RequireFound(found, cursor, "starting_after");
        }

        var page = new List<T>();
        while (rest.MoveNext())
        {
            if (page.Count == limit)
            {
                return (page, true);
            }

            page.Add(rest.Current);
        }

        return (page, false);
    }

    private static (IReadOnlyList<T> Items, bool HasMore) Before<T>(IEnumerable<T> all, string cursor, Func<T, string> id, int limit)
    {
        var page = new Queue<T>();
        var more = false;
        foreach (var one in all)
        {
            if (id(one) == cursor)
            {
                return ([.. page], more);
            }

            page.Enqueue(one);
            if (page.Count > limit)
            {
                page.Dequeue();
                more = true;
            }
        }

        RequireFound(false, cursor, "ending_before");
        return ([], false);
    }

    private static void RequireFound(bool found, string cursor, string parameter)
    {
        if (!found)
        {
            throw new StripeErrorException(StripeError.NoSuch("object", cursor, parameter, status: 400));
        }
    }
}
