using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Simulation;

public sealed class SendingOrderTests
{
    private readonly IReadOnlyList<SimulatedEvent> _events = Histories.Play("random", StripeShape.Current, 1).Events;

    [Fact]
    public void Shuffle_Full_SendsEachOnceElsewhere()
    {
        var sent = SendingOrder.Shuffle(_events, seed: 1);

        Assert.Equal(_events.Select(one => one.Id).Order(), sent.Select(one => one.Id).Order());
        Assert.True(_events.Zip(sent).Count(pair => pair.First != pair.Second) > _events.Count / 2);
        Assert.Equal(sent, SendingOrder.Shuffle(_events, seed: 1));
        Assert.NotEqual(sent, SendingOrder.Shuffle(_events, seed: 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void Shuffle_Bounded_MovesNoneFurther(int window)
    {
        var place = _events.Index().ToDictionary(pair => pair.Item.Id, pair => pair.Index);
        var moves = SendingOrder.Shuffle(_events, window, seed: 3).Index().Select(pair => Math.Abs(pair.Index - place[pair.Item.Id])).ToList();

        Assert.Equal(_events.Count, moves.Count);
        Assert.InRange(moves.Max(), (window + 1) / 2, window);
    }

    [Fact]
    public void Duplicate_ATenth_RepeatsAboutThatManyAndKeepsTheFirsts()
    {
        var sent = SendingOrder.Duplicate(_events, 0.1, seed: 4);

        Assert.InRange(sent.Count, _events.Count * 1.07, _events.Count * 1.15);
        Assert.Equal(_events, sent.Distinct());
        Assert.Equal(_events, SendingOrder.Duplicate(_events, 0, seed: 4));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public void Shuffle_Sequences_StayInOrder(int? window)
    {
        var events = SimulatedProviders.Get("supabase").Play("random", new HistoryRequest(Histories.Start) { Events = 500 }).Events;
        var sent = window is { } places ? SendingOrder.Shuffle(events, places, seed: 5) : SendingOrder.Shuffle(events, seed: 5);

        Assert.NotEqual(events, sent);
        Assert.Equal(events.Select(one => one.Id).Order(), sent.Select(one => one.Id).Order());
        foreach (var sequence in events.GroupBy(one => one.Sequence))
        {
            Assert.Equal(sequence, sent.Where(one => one.Sequence == sequence.Key));
        }
    }

    [Fact]
    public void Drop_ATenth_LeavesAboutThatManyOut()
    {
        var kept = SendingOrder.Drop(_events, 0.1, seed: 6);

        Assert.InRange(kept.Count, _events.Count * 0.85, _events.Count * 0.95);
        Assert.Equal(kept, _events.Where(kept.Contains));
        Assert.Equal(kept, SendingOrder.Drop(_events, 0.1, seed: 6));
        Assert.Equal(_events, SendingOrder.Drop(_events, 0, seed: 6));
        Assert.Empty(SendingOrder.Drop(_events, 1, seed: 6));
    }
}
