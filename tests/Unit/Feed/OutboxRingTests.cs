using Signalbox.Destinations;
using Signalbox.Feed;

namespace Signalbox.Tests.Unit.Feed;

/// <summary>The events that all readers share.</summary>
public sealed class OutboxRingTests
{
    private static readonly FeedFilter All = new(null, null, null, null);

    [Fact]
    public void Read_BehindTheFloor_IsRefused_FromTheFloorOnHasNoHole()
    {
        var ring = new OutboxRing(4, 1 << 20);
        ring.Reset(10);
        Add(ring, 11, 12, 13, 14, 15, 16);

        Assert.Equal((12L, 16L), (ring.Floor, ring.Mark));
        Assert.Null(Read(ring, 11));
        Assert.Equal("13 14 15 16 | 16", Read(ring, 12));
        Assert.Equal("15 16 | 16", Read(ring, 14));
        Assert.Equal(" | 16", Read(ring, 16));
        Assert.Equal(" | 20", Read(ring, 20));
    }

    [Fact]
    public void Read_MoreThanItMay_GoesOnBehindTheLastThatItTook()
    {
        var ring = new OutboxRing(16, 1 << 20);
        ring.Reset(0);
        Add(ring, 1, 2, 3, 4, 5);

        Assert.Equal("1 2 | 2", Read(ring, 0, limit: 2));
        Assert.Equal("1 | 1", Read(ring, 0, bytes: 1));
        Assert.Equal("3 4 5 | 5", Read(ring, 2, limit: 3));
    }

    [Fact]
    public void Read_WhatNobodyWants_MovesOn()
    {
        var ring = new OutboxRing(16, 1 << 20);
        ring.Reset(0);
        ring.Add(new OutboxPage([FakeFeed.Event(1), FakeFeed.Event(2, "invoice.paid"), FakeFeed.Event(3)], 9, HasMore: false));

        Assert.Equal("2 | 9", Read(ring, 0, new FeedFilter(new TypePatterns(["invoice.*"]), null, null, null)));
        Assert.Equal(" | 9", Read(ring, 0, new FeedFilter(null, "clerk", null, null)));
    }

    [Fact]
    public void Add_OverItsMemory_DropsTheOldest_AndKeepsTheNewestWhateverItsSize()
    {
        var ring = new OutboxRing(16, 10_000);
        ring.Reset(0);
        Add(ring, 1, 2, 3);
        ring.Add(new OutboxPage([FakeFeed.Event(4, body: new string('x', 100_000))], 4, HasMore: false));

        Assert.Equal(3, ring.Floor);
        Assert.Equal("4 | 4", Read(ring, 3));
    }

    private static void Add(OutboxRing ring, params long[] seqs) => ring.Add(new OutboxPage([.. seqs.Select(static s => FakeFeed.Event(s))], seqs[^1], HasMore: false));

    private static string? Read(OutboxRing ring, long after, FeedFilter? filter = null, int limit = 64, long bytes = 1 << 20)
    {
        var into = new List<FeedEvent>();
        return ring.TryRead(ref after, filter ?? All, limit, bytes, into) ? $"{string.Join(' ', into.Select(static e => e.Seq))} | {after}" : null;
    }
}
