using Signalbox.Calls;

namespace Signalbox.Tests.Unit.Calls;

public sealed class SlotDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    [Fact]
    public void Hold_NobodyElse_GetsWhatItWantsUpToTheLimit()
    {
        Assert.Equal(3, Hold(Row(), "a", busy: 0, wanted: 3, most: 10).Usable);
        Assert.Equal(10, Hold(Row(), "a", busy: 0, wanted: 30, most: 10).Usable);
    }

    [Fact]
    public void Hold_OthersHoldAll_GetsNoneAndIsKnownToWait()
    {
        var held = Hold(Row(new SlotHolding("b", 10, 10, Now, Now + Lease)), "a", busy: 0, wanted: 4, most: 10);

        Assert.Equal(0, held.Usable);
        Assert.Contains(held.Holdings, static h => h is { Holder: "a", Slots: 0, Wanted: 4 });
    }

    [Fact]
    public void Hold_LeaseOver_ItsSlotsAreFree() =>
        Assert.Equal(10, Hold(Row(new SlotHolding("dead", 10, 10, Now - Lease, Now)), "a", busy: 0, wanted: 10, most: 10).Usable);

    [Fact]
    public void Hold_AnotherWaits_KeepsItsShareAndWhatIsBusyUntilThatEnds()
    {
        var row = Row(new SlotHolding("a", 10, 10, Now, Now + Lease), new SlotHolding("b", 0, 10, Now, Now + Lease));

        var held = Hold(row, "a", busy: 8, wanted: 10, most: 10);
        Assert.Equal(5, held.Usable);
        Assert.Equal(8, held.Holdings.Single(static h => h.Holder == "a").Slots);
        Assert.Equal(5, Hold(row, "a", busy: 4, wanted: 10, most: 10).Holdings.Single(static h => h.Holder == "a").Slots);
    }

    [Fact]
    public void Hold_FewerSlotsThanProcesses_TheyTakeTurns()
    {
        var waiting = new SlotHolding("b", 0, 3, Now, Now + Lease);

        Assert.Equal(1, Hold(Row(new SlotHolding("a", 1, 3, Now, Now + Lease), waiting), "a", busy: 1, wanted: 3, most: 1).Usable);
        Assert.Equal(0, Hold(Row(new SlotHolding("a", 1, 3, Now.AddSeconds(-1), Now + Lease), waiting), "a", busy: 1, wanted: 3, most: 1).Usable);
        Assert.Equal(1, Hold(Row(waiting), "b", busy: 0, wanted: 3, most: 1).Usable);
    }

    [Theory]
    [InlineData(20, new[] { 1, 1, 1, 1, 1, 40, 40 }, new[] { 1, 1, 1, 1, 1, 8, 7 })]
    [InlineData(5, new[] { 10, 10, 10 }, new[] { 2, 2, 1 })]
    [InlineData(10, new[] { 1, 10, 10 }, new[] { 1, 5, 4 })]
    [InlineData(10, new[] { 10, 4, 4 }, new[] { 4, 3, 3 })]
    [InlineData(3, new[] { 9, 9 }, new[] { 2, 1 })]
    [InlineData(10, new[] { 2, 3 }, new[] { 2, 3 })]
    public void Hold_SeveralWantMore_EachGetsWhatItWantsOrAnEqualShareAndNoneIsIdle(int most, int[] wants, int[] expected)
    {
        var (row, now, usable) = (Row(), Now, new int[wants.Length]);
        for (var round = 0; round < 50; round++)
        {
            for (var p = 0; p < wants.Length; p++)
            {
                now += TimeSpan.FromMilliseconds(25);
                var held = SlotDecision.Hold(row with { Now = now }, $"p{p}", Math.Min(usable[p], wants[p]), Math.Min(wants[p], most), most, Lease);
                usable[p] = held.Usable;
                row = held.IsChanged ? row with { Holdings = held.Holdings } : row;
            }
        }

        Assert.Equal(expected, usable);
    }

    [Fact]
    public void Hold_NothingHeldOrWanted_LeavesTheRow()
    {
        var held = Hold(Row(new SlotHolding("a", 4, 4, Now, Now + Lease)), "a", busy: 0, wanted: 0, most: 10);

        Assert.True(held.IsChanged);
        Assert.Empty(held.Holdings);
    }

    [Fact]
    public void Hold_AnyHistory_TheSumNeverExceedsTheLimit()
    {
        var chance = new Random(42);
        for (var run = 0; run < 200; run++)
        {
            var most = chance.Next(1, 12);
            var (row, now) = (Row(), Now);
            var used = new Dictionary<string, (int Usable, int Busy, DateTimeOffset Until)>();
            for (var step = 0; step < 200; step++)
            {
                now += TimeSpan.FromMilliseconds(chance.Next(0, 3_000));
                var holder = $"p{chance.Next(5)}";
                var (usable, busy, until) = used.GetValueOrDefault(holder);

                // Its lease over, a process has nothing in flight: no request outlasts it. Else requests begin within what is usable, or end.
                busy = now >= until ? 0 : chance.Next(2) == 0 ? Math.Max(busy, chance.Next(usable + 1)) : chance.Next(busy + 1);
                var held = SlotDecision.Hold(row with { Now = now }, holder, busy, Math.Max(busy, chance.Next(0, 15)), most, Lease);
                if (held.IsChanged && chance.Next(5) > 0)
                {
                    row = row with { Holdings = held.Holdings };
                    used[holder] = (held.Usable, busy, now + Lease);
                }
                else
                {
                    // The write was lost: nothing new is used, and what is to be given back is no longer used.
                    used[holder] = (Math.Min(usable, held.Usable), busy, until);
                }

                Assert.True(row.Holdings.Where(h => h.Until > now).Sum(static h => h.Slots) <= most);
                Assert.True(used.Values.Where(u => u.Until > now).Sum(static u => Math.Max(u.Usable, u.Busy)) <= most, $"run {run}, step {step}");
            }
        }
    }

    private static SlotsHeld Hold(SlotRow row, string holder, int busy, int wanted, int most) => SlotDecision.Hold(row, holder, busy, wanted, most, Lease);

    private static SlotRow Row(params SlotHolding[] holdings) => new(1, holdings, Now);
}
