using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Simulation;

public sealed class LoadEventsTests
{
    [Fact]
    public void Next_ManyTimes_HasNewIdsTheCallersTimeAndAllKinds()
    {
        var load = new LoadEvents(seed: 1, entities: 10, Histories.Start);
        var now = Histories.Start.AddHours(1);
        var events = Enumerable.Range(0, 5000).Select(_ => load.Next(now)).ToList();

        Assert.Equal(5000, events.Concat(load.Prologue).Select(one => one.Id).Distinct().Count() - load.Prologue.Count);
        Assert.All(events, one => Assert.Equal(now.ToUnixTimeSeconds(), one.Created));
        Assert.Superset(
            new HashSet<string> { "customer", "subscription", "invoice", "payment_intent", "charge" }, events.Select(one => one.ObjectKind).ToHashSet());
    }

    [Fact]
    public void Next_NothingFresh_ToldOfNoNewObject()
    {
        var load = new LoadEvents(seed: 1, entities: 10, Histories.Start, fresh: 0);
        var known = load.Prologue.Select(one => one.ObjectId).ToHashSet();

        Assert.Equal(5, load.Prologue.Count(one => one.Type == "customer.created"));
        Assert.Equal(5, load.Prologue.Count(one => one.Type == "customer.subscription.created"));
        for (var i = 0; i < 2000; i++)
        {
            Assert.Contains(load.Next(Histories.Start.AddSeconds(i)).ObjectId, known);
        }
    }
}
