using System.Text.Json;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Simulation;

public sealed class TruthTests
{
    public static TheoryData<string, StripeShape, int> Every => Histories.Every();

    [Theory]
    [MemberData(nameof(Every))]
    public void Truth_AnyScenario_IsWhatTheEventsLastSaid(string name, StripeShape shape, int seed)
    {
        var history = Histories.Play(name, shape, seed);

        AssertSame(new NaiveProjection(history.Events), history.Truth);
    }

    [Theory]
    [InlineData(StripeShape.Legacy)]
    [InlineData(StripeShape.Current)]
    public void Truth_UnderLoad_IsWhatTheEventsLastSaid(StripeShape shape)
    {
        var load = new LoadEvents(seed: 5, entities: 20, Histories.Start, shape, fresh: 0);
        var events = load.Prologue.ToList();
        for (var i = 0; i < 2000; i++)
        {
            events.Add(load.Next(Histories.Start.AddSeconds(60 + (i / 50))));
        }

        AssertSame(new NaiveProjection(events), load.Truth());
    }

    [Fact]
    public void RawJson_EveryRow_IsTheObjectOfTheLastEvent()
    {
        var history = Histories.Play("random", StripeShape.Current, 3);
        var last = history.Events.GroupBy(one => one.ObjectId).ToDictionary(group => group.Key, group => group.Last());

        foreach (var row in history.Truth.Rows.Where(row => row.Table is not ("subscription_items" or "prices")))
        {
            Assert.Equal(JsonElement.Parse(last[row.Id].Body).GetProperty("data").GetProperty("object").GetRawText(), row.RawJson);
        }
    }

    [Fact]
    public void DeleteCustomer_WithSubscriptions_EndsThemFirstAndLeavesPayments()
    {
        var history = Histories.Play("customer-deletion", StripeShape.Current, 1);
        var types = history.Events.Select(one => one.Type).ToList();

        Assert.Equal(2, types[..types.IndexOf("customer.deleted")].Count(type => type == "customer.subscription.deleted"));
        Assert.True(Assert.Single(history.Truth.Table("customers")).Deleted);
        Assert.All(history.Truth.Table("subscriptions"), row => Assert.Equal(("canceled", true), (row.Columns["status"], row.Deleted)));
        Assert.Contains(history.Truth.Table("payments"), row => row.Columns is { } columns && columns["amount_refunded"] == "900" && columns["disputed"] == "true");
    }

    private static void AssertSame(NaiveProjection projection, GroundTruth truth)
    {
        var rows = projection.Rows();
        Assert.Equal(rows.Keys.Order(), truth.Rows.Select(row => (row.Table, row.Id)).Order());
        foreach (var row in truth.Rows)
        {
            Assert.Equal(
                rows[(row.Table, row.Id)].OrderBy(column => column.Key, StringComparer.Ordinal),
                row.Columns.OrderBy(column => column.Key, StringComparer.Ordinal));
        }
    }
}
