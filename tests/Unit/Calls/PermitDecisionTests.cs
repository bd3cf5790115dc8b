using FsCheck;
using FsCheck.Fluent;
using Signalbox.Calls;
using Signalbox.Tests.Unit.Streams;

namespace Signalbox.Tests.Unit.Calls;

/// <summary>No window holds more than the limit, nearly all of it is used, and nobody waits for ever.</summary>
public sealed class PermitDecisionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static PermitCounts Nothing => default;

    [Fact]
    public void Take_AnySequenceOfReservations_NoWindowExceedsTheLimit() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var limit = new CallLimit(
                chance.Next(1, 150), TimeSpan.FromMilliseconds(chance.Next(100, 5_000)), TimeSpan.FromMilliseconds(chance.Next(5, 100)), TimeSpan.FromMilliseconds(chance.Next(0, 50)));
            var row = new FakeRow(limit);
            var counted = new List<DateTimeOffset>();
            for (var i = 0; i < 600; i++)
            {
                row.Now += chance.Next(4) == 0 ? limit.Window * chance.NextDouble() : TimeSpan.FromMilliseconds(chance.NextDouble() * 10);
                if (chance.Next(200) == 0)
                {
                    row.Throttle = row.Throttle.Refused(TimeSpan.FromMilliseconds(chance.Next(0, 500)), row.Now);
                }

                var granted = row.Take(
                    new PermitCounts(chance.Next(limit.Requests + 2), chance.Next(20), chance.Next(20)), new PermitCounts(chance.Next(100), chance.Next(5), 0));
                for (var permit = 0; permit < granted.Total; permit++)
                {
                    // Used at any time of its life, and counted by the provider a little later.
                    counted.Add(row.Now + (chance.NextDouble() * (limit.PermitLifetime + limit.Transit)));
                }
            }

            return MostInAnyWindow(counted, limit.Window) <= limit.Requests;
        }));

    [Fact]
    public void Take_TheClockStepsAhead_NoRealSecondExceedsTheLimit()
    {
        var limit = new CallLimit(100, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(20));
        var (budget, last) = (RateBudget.Untouched(limit, Start), Start);
        List<DateTimeOffset> given = [];
        for (var i = 0; i < 800; i++)
        {
            var real = Start.AddMilliseconds(i * 5);
            var now = i < 600 ? real : real.AddSeconds(2);
            var taken = PermitDecision.Take(
                budget.Stepped(ClockStep.Of(last, now, TimeSpan.FromMilliseconds(5)), now), Throttle.None, limit, new PermitCounts(500, 0, 0), Nothing, now);
            (budget, last) = (taken.Budget, now);
            given.AddRange(Enumerable.Repeat(real, taken.Granted.Total));
        }

        Assert.InRange(MostInAnyWindow(given, limit.Window), 90, 100);
        Assert.True(given.Count(g => g >= Start.AddSeconds(3)) > 60, "After the step nothing went on.");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void Take_AllPrioritiesFlooded_TheLowerGetTheirShareOfAnyLimit(int requests)
    {
        var row = new FakeRow(new CallLimit(requests, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(20)));
        var got = default(PermitCounts);
        for (var i = 0; i < 500; i++)
        {
            row.Now += TimeSpan.FromMilliseconds(10);
            var granted = row.Take(new PermitCounts(4_096, 4_096, 4_096), Nothing);
            got = new PermitCounts(got.Interactive + granted.Interactive, got.Refresh + granted.Refresh, got.Bulk + granted.Bulk);
        }

        Assert.InRange((double)got.Refresh / got.Total, 0.07, 0.12);
        Assert.InRange((double)got.Bulk / got.Total, 0.035, 0.06);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Take_FullDemandOfOnePriority_UsesNineTenths(int requests)
    {
        foreach (var priority in PermitCounts.Priorities)
        {
            var row = new FakeRow(Limit(requests));
            var granted = Enumerable.Range(0, 60_000 / 15).Sum(_ => row.TakeAfter(15, Nothing.Plus(priority, requests)).Total);

            Assert.InRange(granted, 0.9 * requests * 60, requests * 60);
        }
    }

    [Fact]
    public void Take_FullDemandWithStalls_StillUsesNineTenths()
    {
        var row = new FakeRow(Limit(100));
        var granted = 0;
        for (var i = 0; i < 2_000; i++)
        {
            granted += row.TakeAfter(i % 20 == 0 ? 60 : 15, new PermitCounts(50, 0, 50)).Total;
        }

        Assert.InRange(granted / (row.Now - Start).TotalSeconds, 90, 100);
    }

    [Fact]
    public void Take_BulkFlood_InteractiveGetsItsPermitAtOnce()
    {
        var row = new FakeRow(Limit(100));
        for (var i = 0; i < 1_000; i++)
        {
            row.TakeAfter(15, new PermitCounts(0, 0, 1_000));
            if (i % 20 == 0)
            {
                Assert.Equal(1, row.TakeAfter(1, new PermitCounts(1, 0, 0)).Interactive);
            }
        }
    }

    [Fact]
    public void Take_InteractiveFlood_RefreshAndBulkGetTheirShareInAnotherProcess()
    {
        var row = new FakeRow(Limit(100));
        var bulk = 0;
        var refresh = 0;
        for (var i = 0; i < 1_000; i++)
        {
            // Different processes ask, the flood's more often.
            row.TakeAfter(5, new PermitCounts(1_000, 0, 0));
            row.TakeAfter(5, new PermitCounts(1_000, 0, 0));
            refresh += row.TakeAfter(5, new PermitCounts(0, 10, 0)).Refresh;
            bulk += row.TakeAfter(5, new PermitCounts(0, 0, 10)).Bulk;
        }

        // 20 s: 1,886 permits.
        Assert.InRange(refresh, 100, 300);
        Assert.InRange(bulk, 60, 150);
    }

    [Fact]
    public void Take_SmallLimit_NeitherOfTwoFloodsStarves()
    {
        var row = new FakeRow(Limit(5));
        var (refresh, bulk) = (0, 0);
        for (var i = 0; i < 2_000; i++)
        {
            refresh += row.TakeAfter(20, new PermitCounts(0, 100, 0)).Refresh;
            refresh += row.TakeAfter(10, new PermitCounts(0, 100, 0)).Refresh;
            bulk += row.TakeAfter(10, new PermitCounts(0, 0, 10)).Bulk;
        }

        // 80 s: 377 permits.
        Assert.InRange(bulk, 10, 190);
        Assert.InRange(refresh, 180, 370);
    }

    [Fact]
    public void Take_NobodyLowerWaits_NothingIsKept()
    {
        var row = new FakeRow(Limit(10));
        Assert.Equal(1, row.TakeAfter(0, new PermitCounts(3, 0, 0)).Interactive);
    }

    [Fact]
    public void Take_Spare_OnlyOutOfPlentyAndOnlyIfNobodyWaits()
    {
        var row = new FakeRow(Limit(100));
        Assert.Equal(5, row.Take(new PermitCounts(1, 0, 0), new PermitCounts(50, 0, 0)).Interactive);
        Assert.Equal(1, row.Take(new PermitCounts(1, 0, 0), new PermitCounts(50, 0, 0)).Interactive);

        row = new FakeRow(Limit(100));
        Assert.Equal(new PermitCounts(10, 0, 0), row.Take(new PermitCounts(20, 0, 0), new PermitCounts(50, 0, 0)));
    }

    [Fact]
    public void Take_Paused_GivesNothingAndSaysForHowLong()
    {
        var row = new FakeRow(Limit(100));
        row.Throttle = row.Throttle.Refused(TimeSpan.FromSeconds(3), row.Now);

        var taken = PermitDecision.Take(row.Budget, row.Throttle, row.Limit, new PermitCounts(1, 1, 1), Nothing, row.Now + TimeSpan.FromSeconds(1));

        Assert.Equal(Nothing, taken.Granted);
        Assert.False(taken.IsChanged);
        Assert.Equal(TimeSpan.FromSeconds(2), taken.NextLook);
    }

    [Fact]
    public void Take_AfterAPause_StartsWithHalfAndEasesBack()
    {
        var row = new FakeRow(Limit(100));
        row.Throttle = row.Throttle.Refused(TimeSpan.FromSeconds(1), row.Now);
        row.Now += TimeSpan.FromSeconds(1);
        var perSecond = Enumerable.Range(0, 15).Select(_ => Enumerable.Range(0, 100).Sum(_ => row.TakeAfter(10, new PermitCounts(100, 0, 0)).Total)).ToList();

        Assert.InRange(perSecond[0], 40, 60);
        Assert.InRange(perSecond[^1], 90, 100);
    }

    [Fact]
    public void Take_NothingAtHand_NextLookBringsOne()
    {
        var row = new FakeRow(Limit(10));
        while (row.TakeAfter(1, new PermitCounts(10, 0, 0)).Total > 0)
        {
        }

        var taken = PermitDecision.Take(row.Budget, row.Throttle, row.Limit, new PermitCounts(1, 0, 0), Nothing, row.Now);
        Assert.Equal(0, taken.Granted.Total);
        row.Now += taken.NextLook;
        Assert.Equal(1, row.Take(new PermitCounts(1, 0, 0), Nothing).Total);
    }

    [Fact]
    public void Take_ClockSetBack_GivesTooFewNotTooMany()
    {
        var row = new FakeRow(Limit(100));
        row.TakeAfter(1_000, new PermitCounts(100, 0, 0));
        row.Now -= TimeSpan.FromHours(1);

        Assert.Equal(0, row.Take(new PermitCounts(100, 0, 0), Nothing).Total);
        Assert.Equal(10, row.TakeAfter(2_000, new PermitCounts(100, 0, 0)).Total);
    }

    [Fact]
    public void Spent_NothingIsLeftForAWholeWindow()
    {
        var row = new FakeRow(Limit(100));
        row.Budget = RateBudget.Spent(row.Limit, row.Now);

        Assert.Equal(0, row.TakeAfter(1_000, new PermitCounts(100, 0, 0)).Total);
        Assert.Equal(10, row.TakeAfter(60, new PermitCounts(100, 0, 0)).Total);
    }

    [Fact]
    public void LeastWait_ManyAhead_IsNoLongerThanWhatReallyHappens()
    {
        var row = new FakeRow(Limit(100));
        row.TakeAfter(0, new PermitCounts(100, 0, 0));
        var least = PermitDecision.LeastWait(row.Budget, row.Throttle, row.Limit, ahead: 199, row.Now);
        var (start, granted) = (row.Now, 0);
        while (granted < 200)
        {
            granted += row.TakeAfter(5, new PermitCounts(100, 0, 0)).Total;
        }

        Assert.InRange(least, TimeSpan.FromSeconds(1.5), row.Now - start);
    }

    private static CallLimit Limit(int requests) => new(requests, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(20));

    private static int MostInAnyWindow(List<DateTimeOffset> times, TimeSpan window)
    {
        times.Sort();
        var (most, first) = (0, 0);
        for (var last = 0; last < times.Count; last++)
        {
            while (times[last] - times[first] > window)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private sealed class FakeRow(CallLimit limit)
    {
        internal CallLimit Limit { get; } = limit;

        internal DateTimeOffset Now { get; set; } = Start;

        internal RateBudget Budget { get; set; } = RateBudget.Untouched(limit, Start);

        internal Throttle Throttle { get; set; } = Throttle.None;

        internal PermitCounts Take(PermitCounts wanted, PermitCounts spare)
        {
            var taken = PermitDecision.Take(Budget, Throttle, Limit, wanted, spare, Now);
            Budget = taken.IsChanged ? taken.Budget : Budget;
            Assert.False(taken.Granted.Total > 0 && !taken.IsChanged);
            return taken.Granted;
        }

        internal PermitCounts TakeAfter(double milliseconds, PermitCounts wanted)
        {
            Now += TimeSpan.FromMilliseconds(milliseconds);
            return Take(wanted, Nothing);
        }
    }
}
