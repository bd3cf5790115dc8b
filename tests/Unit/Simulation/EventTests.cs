using System.Text.Json;
using System.Text.Json.Nodes;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Simulation;

public sealed class EventTests
{
    public static TheoryData<string, StripeShape, int> Every => Histories.Every();

    [Theory]
    [MemberData(nameof(Every))]
    public void Run_SameRequest_SameBytes(string name, StripeShape shape, int seed)
    {
        var (once, again) = (Histories.Play(name, shape, seed), Histories.Play(name, shape, seed));

        Assert.Equal(once.Events.Select(one => Convert.ToBase64String(one.Body)), again.Events.Select(one => Convert.ToBase64String(one.Body)));
    }

    [Fact]
    public void Run_OtherSeed_SharesNoId()
    {
        var (one, other) = (Histories.Play("random", StripeShape.Current, 1), Histories.Play("random", StripeShape.Current, 2));

        Assert.Empty(one.Events.Select(made => made.Id).Intersect(other.Events.Select(made => made.Id)));
        Assert.Empty(one.Events.Select(made => made.ObjectId).Intersect(other.Events.Select(made => made.ObjectId)));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Envelope_AnyEvent_SaysWhatTheRecordSays(string name, StripeShape shape, int seed)
    {
        var history = Histories.Play(name, shape, seed);

        Assert.Equal(history.Events.Count, history.Events.Select(one => one.Id).Distinct().Count());
        foreach (var one in history.Events)
        {
            var body = JsonElement.Parse(one.Body);
            var copy = body.GetProperty("data").GetProperty("object");
            Assert.Equal(
                (one.Id, one.Type, one.Created, one.ObjectId, one.ObjectKind, "event", shape is StripeShape.Legacy ? "2020-08-27" : "2025-11-17.clover"),
                (body.GetProperty("id").GetString(), body.GetProperty("type").GetString(), body.GetProperty("created").GetInt64(), copy.GetProperty("id").GetString(),
                    copy.GetProperty("object").GetString(), body.GetProperty("object").GetString(), body.GetProperty("api_version").GetString()));
            Assert.False(body.GetProperty("livemode").GetBoolean());
            Assert.True(body.GetProperty("request").TryGetProperty("idempotency_key", out _));
        }

        Assert.Equal(history.Events.Select(one => one.Created), history.Events.Select(one => one.Created).Order());
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void PreviousAttributes_OfUpdates_AreExactlyWhatChanged(string name, StripeShape shape, int seed)
    {
        var last = new Dictionary<string, JsonObject>();
        // Several events of one change carry one copy: the difference is to the copy before that.
        var before = new Dictionary<string, JsonObject>();
        var compared = 0;
        foreach (var one in Histories.Play(name, shape, seed).Events)
        {
            var data = JsonNode.Parse(one.Body)!["data"]!.AsObject();
            var copy = data["object"]!.AsObject();
            var key = $"{one.ObjectKind}:{one.ObjectId}";
            if (last.TryGetValue(key, out var known) && !JsonNode.DeepEquals(known, copy))
            {
                before[key] = known;
            }

            last[key] = copy;
            Assert.Equal(one.Type.EndsWith(".updated", StringComparison.Ordinal), data.ContainsKey("previous_attributes"));
            if (data["previous_attributes"] is { } previous)
            {
                Assert.Equal(Difference(before[key], copy).ToJsonString(), previous.ToJsonString());
                Assert.NotEmpty(previous.AsObject());
                compared++;
            }
        }

        Assert.True(compared > 0, "the scenario has no update");
    }

    [Theory]
    [InlineData(StripeShape.Legacy)]
    [InlineData(StripeShape.Current)]
    public void Body_OfTheMainKinds_IsFullSize(StripeShape shape)
    {
        var load = new LoadEvents(seed: 9, entities: 50, Histories.Start, shape);
        for (var i = 0; i < 3000; i++)
        {
            Assert.InRange(load.Next(Histories.Start.AddMinutes(i)).Body.Length, 1500, 5120);
        }
    }

    [Fact]
    public void Shape_LegacyAndCurrent_PutThingsWhereStripeDoes()
    {
        var (legacy, current) = (Subscriptions(StripeShape.Legacy), Subscriptions(StripeShape.Current));

        Assert.True(legacy.Subscription.TryGetProperty("current_period_end", out _));
        Assert.False(current.Subscription.TryGetProperty("current_period_end", out _));
        Assert.True(current.Subscription.GetProperty("items").GetProperty("data")[0].TryGetProperty("current_period_end", out _));
        Assert.StartsWith("sub_", legacy.Invoice.GetProperty("subscription").GetString());
        Assert.True(legacy.Invoice.GetProperty("paid").GetBoolean());
        Assert.StartsWith("ch_", legacy.Invoice.GetProperty("charge").GetString());
        Assert.StartsWith("pi_", legacy.Invoice.GetProperty("payment_intent").GetString());
        Assert.False(current.Invoice.TryGetProperty("subscription", out _));
        Assert.StartsWith("sub_", current.Invoice.GetProperty("parent").GetProperty("subscription_details").GetProperty("subscription").GetString());

        static (JsonElement Subscription, JsonElement Invoice) Subscriptions(StripeShape shape)
        {
            var events = Histories.Play("failed-payment-and-recovery", shape, 1).Events;
            return (Copy(events.Last(one => one.ObjectKind == "subscription")), Copy(events.Last(one => one.Type == "invoice.paid")));
        }
    }

    [Fact]
    public void DisputesAndRefunds_AnyEvent_NameTheirPaymentButNoCustomer()
    {
        var events = Histories.Play("random", StripeShape.Current, 4).Events.Where(one => one.ObjectKind is "dispute" or "refund").ToList();

        Assert.NotEmpty(events);
        Assert.All(events, one =>
        {
            var copy = Copy(one);
            Assert.False(copy.TryGetProperty("customer", out _));
            Assert.StartsWith("ch_", copy.GetProperty("charge").GetString());
            Assert.StartsWith("pi_", copy.GetProperty("payment_intent").GetString());
        });
    }

    [Fact]
    public void ExpandedCustomers_AShareOfThem_KeepTheFormTheyBeganWith()
    {
        var forms = Histories.Play("random", StripeShape.Current, 6).Events
            .Where(one => one.ObjectKind is "subscription" or "invoice")
            .GroupBy(one => one.ObjectId, one => Copy(one).GetProperty("customer").ValueKind)
            .Select(group => Assert.Single(group.Distinct()))
            .ToList();

        Assert.Contains(JsonValueKind.Object, forms);
        Assert.Contains(JsonValueKind.String, forms);
    }

    private static JsonElement Copy(SimulatedEvent one) => JsonElement.Parse(one.Body).GetProperty("data").GetProperty("object");

    private static JsonObject Difference(JsonObject before, JsonObject after)
    {
        var difference = new JsonObject();
        foreach (var name in after.Select(property => property.Key).Concat(before.Select(property => property.Key)).Distinct())
        {
            if (JsonNode.DeepEquals(before[name], after[name]) && before.ContainsKey(name) == after.ContainsKey(name))
            {
                continue;
            }

            difference[name] = before[name] is JsonObject old && after[name] is JsonObject now ? Difference(old, now) : before[name]?.DeepClone();
        }

        return difference;
    }
}
