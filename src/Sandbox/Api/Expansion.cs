using System.Text;
using System.Text.Json.Nodes;
using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>Puts objects in the place of their ids: https://docs.stripe.com/expand.</summary>
internal static class Expansion
{
    private const int MaxDepth = 4;

    private static readonly HashSet<string> Expandable =
    [
        "charge", "customer", "data", "default_payment_method", "invoice", "items", "latest_charge", "latest_invoice", "lines", "payment_intent",
        "price", "product", "subscription",
    ];

    /// <summary>Refuses what cannot be expanded, before anything has happened.</summary>
    internal static void Check(Form form)
    {
        foreach (var path in form.List("expand"))
        {
            var steps = path.Split('.');
            if (steps.Length > MaxDepth || !Array.TrueForAll(steps, Expandable.Contains))
            {
                throw form.Wrong("expand", $"This property cannot be expanded ({path}).");
            }
        }
    }

    /// <summary>Expands what is there; a property that is null or missing stays so.</summary>
    internal static byte[] Apply(ApiCall call, string json)
    {
        var paths = call.Form.List("expand");
        if (paths.Count == 0)
        {
            return Encoding.UTF8.GetBytes(json);
        }

        var root = JsonNode.Parse(json)!;
        foreach (var path in paths)
        {
            Expand(call, root, path.Split('.'));
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Expand(ApiCall call, JsonNode node, ReadOnlySpan<string> steps)
    {
        if (node is JsonArray list)
        {
            foreach (var one in list)
            {
                Expand(call, one!, steps);
            }
        }
        else if (!steps.IsEmpty && node is JsonObject parent && parent[steps[0]] is { } value)
        {
            if (value is JsonValue id && id.TryGetValue<string>(out var text) && call.Account.Find<StripeObject>(text) is { } found)
            {
                parent[steps[0]] = value = JsonNode.Parse(found is { IsDeleted: true } and not Subscription ? Deletion.Text(found) : call.Text(found))!;
            }

            Expand(call, value, steps[1..]);
        }
    }
}

/// <summary>What is left of an object that was deleted.</summary>
internal static class Deletion
{
    internal static string Text(StripeObject gone) => $$"""{"id":"{{gone.Id}}","object":"{{gone.Kind}}","deleted":true}""";
}
