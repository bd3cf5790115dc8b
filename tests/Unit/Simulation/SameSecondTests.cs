using System.Text.Json;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Simulation;

public sealed class SameSecondTests
{
    public static TheoryData<string, StripeShape, int> Every => Histories.Every();

    [Theory]
    [MemberData(nameof(Every))]
    public void Pairs_AnyTwoCopiesOfOneSecond_CanBeOrdered(string name, StripeShape shape, int seed)
    {
        foreach (var seen in Seconds(Histories.Play(name, shape, seed)))
        {
            for (var later = 1; later < seen.Count; later++)
            {
                for (var earlier = 0; earlier < later; earlier++)
                {
                    AssertOrder(seen[earlier], seen[later]);
                }
            }
        }
    }

    [Theory]
    [InlineData(StripeShape.Legacy)]
    [InlineData(StripeShape.Current)]
    public void Chain_NeighbouringCopiesOfOneSecond_CanBeOrdered(StripeShape shape)
    {
        foreach (var seen in Seconds(Histories.Play("random", shape, 8, SameSecond.Chain)))
        {
            for (var later = 1; later < seen.Count; later++)
            {
                AssertOrder(seen[later - 1], seen[later]);
            }
        }
    }

    [Fact]
    public void Random_ManyObjects_ChangeSeveralTimesASecond()
    {
        var history = Histories.Play("random", StripeShape.Current, 1);
        var changedTwice = Seconds(history).Count(seen => seen.Select(one => one.Copy.GetRawText()).Distinct().Count() > 1);

        Assert.True(changedTwice > history.Events.Count / 50, $"only {changedTwice} of {history.Events.Count} events");
    }

    [Fact]
    public void Chain_ThreeQuantitiesInOneSecond_StayInIt()
    {
        var account = new StripeAccount(1, Histories.Start, new StripeAccountOptions { SameSecond = SameSecond.Chain });
        var price = account.CreatePrice(account.CreateProduct("Signal box"), 100);
        var subscription = account.CreateSubscription(account.CreateCustomer(), price);
        account.Advance(TimeSpan.FromDays(1));
        account.ChangeQuantity(subscription, 2);
        account.ChangeQuantity(subscription, 3);
        account.ChangeQuantity(subscription, 4);
        Assert.Equal(Histories.Start.AddDays(1), account.Now);

        account.ChangeQuantity(subscription, 3);
        Assert.Equal(Histories.Start.AddDays(1).AddSeconds(1), account.Now);
    }

    [Fact]
    public void Pairs_QuantityThereAndBack_LetsTheClockTick()
    {
        var account = new StripeAccount(1, Histories.Start);
        var price = account.CreatePrice(account.CreateProduct("Signal box"), 100);
        var subscription = account.CreateSubscription(account.CreateCustomer(), price);
        account.Advance(TimeSpan.FromDays(1));
        account.ChangeQuantity(subscription, 2);
        account.ChangeQuantity(subscription, 1);

        Assert.Equal(Histories.Start.AddDays(1).AddSeconds(1), account.Now);
    }

    private static IEnumerable<List<Seen>> Seconds(SimulatedHistory history) => history.Events
        .GroupBy(one => (one.ObjectKind, one.ObjectId, one.Created))
        .Select(group => group.Select(one => new Seen(one)).ToList())
        .Where(seen => seen.Count > 1);

    private static void AssertOrder(Seen earlier, Seen later)
    {
        if (!JsonElement.DeepEquals(earlier.Copy, later.Copy))
        {
            Assert.True(Comes(earlier, later), $"{earlier.Event.Type} before {later.Event.Type} of {later.Event.ObjectId} at {later.Event.Created}: nothing says so");
            Assert.False(Comes(later, earlier), $"{later.Event.Type} before {earlier.Event.Type} of {later.Event.ObjectId} at {later.Event.Created}: something says so");
        }
    }

    // Whether any of Stripe's rules says that the one comes before the other.
    private static bool Comes(Seen one, Seen other) =>
        Life(one.Event.Type) < Life(other.Event.Type) ||
        Status(one) < Status(other) ||
        (other.Previous is { } previous && Looked(one.Copy, previous));

    private static int Life(string type) => type.Split('.')[^1] switch
    {
        "created" => 0,
        "deleted" => 2,
        _ => 1,
    };

    private static int Status(Seen one) => (one.Event.ObjectKind, one.Copy.TryGetProperty("status", out var status) ? status.GetString() : null) switch
    {
        ("invoice", "draft") => 0,
        ("invoice", "open") => 1,
        ("invoice", "uncollectible") => 2,
        ("invoice", _) => 3,
        ("payment_intent", "succeeded" or "canceled") => 1,
        ("subscription", "incomplete") => 0,
        ("subscription", "canceled" or "incomplete_expired") => 2,
        ("subscription", _) => 1,
        ("dispute", "needs_response") => 0,
        ("dispute", "under_review") => 1,
        ("dispute", _) => 2,
        ("payout", "in_transit") => 1,
        ("payout", "paid") => 2,
        ("refund", "failed") => 1,
        _ => 0,
    };

    private static bool Looked(JsonElement copy, JsonElement previous) => previous.EnumerateObject().All(old =>
        copy.TryGetProperty(old.Name, out var now)
            ? (old.Value.ValueKind is JsonValueKind.Object && now.ValueKind is JsonValueKind.Object ? Looked(now, old.Value) : JsonElement.DeepEquals(old.Value, now))
            : old.Value.ValueKind is JsonValueKind.Null);

    private sealed class Seen
    {
        internal Seen(SimulatedEvent one)
        {
            Event = one;
            var data = JsonElement.Parse(one.Body).GetProperty("data");
            Copy = data.GetProperty("object");
            Previous = data.TryGetProperty("previous_attributes", out var previous) ? previous : null;
        }

        internal SimulatedEvent Event { get; }

        internal JsonElement Copy { get; }

        internal JsonElement? Previous { get; }
    }
}
