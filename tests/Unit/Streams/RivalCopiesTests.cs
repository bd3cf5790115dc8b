using FsCheck;
using FsCheck.Fluent;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>Which copy of one second is the last: told by the chain of previous attributes, never by the order of arrival.</summary>
public sealed class RivalCopiesTests
{
    [Fact]
    public void Last_Chain_IsItsEnd_InAnyOrder() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var chain = Chain(Enumerable.Range(0, chance.Next(2, 40)).Select(static n => $"v{n}"), chance);
            return Copies.LastOf(Copies.Shuffled(chain, chance)) == chain[^1];
        }));

    [Fact]
    public void Last_AnyCopies_DoesNotDependOnTheirOrder() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var copies = AnyCopies(chance, chance.Next(1, 16));
            return Copies.LastOf(Copies.Shuffled(copies, chance)) == Copies.LastOf(Copies.Shuffled(copies, chance));
        }));

    [Fact]
    public void Last_AnyCopies_IsWhatTryingAllPathsSays() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var copies = AnyCopies(chance, chance.Next(1, 7));
            return Copies.LastOf(copies) == LastByTryingAllPaths(copies);
        }));

    [Fact]
    public void Last_ValueWentInACircleAndOn_IsTheEndOfThePathThroughAll()
    {
        // active → past_due → active → unpaid → active → canceled.
        var chain = Chain(["active", "past_due", "active", "unpaid", "active", "canceled"], new Random(1));

        foreach (var seed in Enumerable.Range(1, 50))
        {
            Assert.Same(chain[^1], Copies.LastOf(Copies.Shuffled(chain, new Random(seed))));
        }
    }

    [Fact]
    public void Last_CircleWithOneWayIn_IsTheEndOfThePath_ThoughEveryCopyIsFollowed()
    {
        // The second copy follows the first and also the last; but nothing comes before the first.
        var chain = Chain(["new", "a", "b", "c", "a"], new Random(2));
        Assert.True(chain[1].Follows(chain[^1]));

        foreach (var seed in Enumerable.Range(1, 20))
        {
            Assert.Same(chain[^1], Copies.LastOf(Copies.Shuffled(chain, new Random(seed))));
        }
    }

    [Fact]
    public void Last_MissingLinkArrivesLater_BecomesTheEnd()
    {
        var chain = Chain(["a", "b", "c", "d"], new Random(3));
        var rivals = new RivalCopies();
        rivals.Add(chain[0]);
        rivals.Add(chain[2]);
        Assert.Equal(new[] { chain[0], chain[2] }.MaxBy(static c => c.EventId, StringComparer.Ordinal), rivals.Last());

        rivals.Add(chain[1]);

        Assert.Same(chain[2], rivals.Last());
    }

    [Fact]
    public void Last_LongCircle_IsDeterministic()
    {
        // Twenty copies, each followed by another: more than paths are searched through.
        var circle = Chain(Enumerable.Range(0, 21).Select(static n => $"v{n % 20}"), new Random(4));

        var last = Copies.LastOf(circle);

        Assert.Equal(circle.Select(static c => c.EventId).Max(StringComparer.Ordinal), last.EventId);
        Assert.Same(last, Copies.LastOf(Enumerable.Reverse(circle)));
    }

    [Fact]
    public void Last_NoPreviousAttributes_IsTheGreatestEventId()
    {
        var copies = new[] { Copies.Change("evt_b", null, "1"), Copies.Change("evt_c", null, "2"), Copies.Change("evt_a", null, "3") };

        Assert.Equal("evt_c", Copies.LastOf(copies).EventId);
        Assert.Equal("evt_c", Copies.LastOf(Enumerable.Reverse(copies)).EventId);
    }

    [Fact]
    public void Add_SameVersionTwice_CountsOnce()
    {
        var copy = Copies.Change("evt_a", "a", "b", version: 1);
        var rivals = new RivalCopies();
        rivals.Add(copy);
        rivals.Add(copy with { EventId = "evt_z" });

        Assert.Same(copy, rivals.Last());
    }

    [Fact]
    public void Last_IdenticalChanges_IsTheGreatestEventId()
    {
        var one = Copies.Change("evt_a", "a", "b");
        var same = Copies.Change("evt_b", "a", "b");

        Assert.Same(same, Copies.LastOf([one, same]));
        Assert.Same(same, Copies.LastOf([same, one]));
    }

    [Fact]
    public void Add_MoreThanMost_LeavesTheLaterArrivalsOut()
    {
        var rivals = new RivalCopies();
        for (var n = 1; n <= RivalCopies.Most + 5; n++)
        {
            rivals.Add(Copies.Change($"evt_{n:D4}", null, "x", version: n));
        }

        Assert.Equal(RivalCopies.Most, rivals.Last().Version);
    }

    [Fact]
    public void Follows_NestedPreviousAttributes_ComparesOnlyWhatTheyName()
    {
        var before = Copies.Of("evt_a", """{"metadata":{"plan":"a","seat":"1"},"n":1}""");
        var after = Copies.Of("evt_b", """{"metadata":{"plan":"b","seat":"1"},"n":1}""", """{"metadata":{"plan":"a"}}""");

        Assert.True(after.Follows(before));
        Assert.False(after.Follows(after));
        Assert.False(before.Follows(after));
    }

    [Fact]
    public void Follows_FieldThatWasMissingBefore_MatchesNull()
    {
        var before = Copies.Of("evt_a", """{"n":1}""");
        var after = Copies.Of("evt_b", """{"n":1,"phone":"1"}""", """{"phone":null}""");

        Assert.True(after.Follows(before));
        Assert.False(after.Follows(after));
    }

    private static List<ObjectCopy> Chain(IEnumerable<string> values, Random chance)
    {
        var chain = new List<ObjectCopy>();
        string? before = null;
        foreach (var value in values)
        {
            if (before is not null)
            {
                chain.Add(Copies.Change($"evt_{chance.Next():D10}", before, value, version: chain.Count + 1));
            }

            before = value;
        }

        return chain;
    }

    /// <summary>Copies over few values, so that they form circles, forks and dead ends.</summary>
    private static List<ObjectCopy> AnyCopies(Random chance, int count) => [.. Enumerable.Range(1, count).Select(n => Copies.Change(
        $"evt_{chance.Next():D10}", chance.Next(8) == 0 ? null : $"{chance.Next(4)}", $"{chance.Next(4)}", version: n))];

    private static ObjectCopy LastByTryingAllPaths(List<ObjectCopy> copies)
    {
        var ends = copies.Where(c => !copies.Exists(other => other != c && other.Follows(c))).ToList();
        if (ends.Count == 0)
        {
            var paths = new HashSet<ObjectCopy>();
            foreach (var start in copies)
            {
                Walk(start, copies.Where(c => c != start).ToList(), paths);
            }

            ends = paths.Count > 0 ? [.. paths] : copies;
        }

        return ends.MaxBy(static c => c.EventId, StringComparer.Ordinal)!;
    }

    private static void Walk(ObjectCopy at, List<ObjectCopy> left, HashSet<ObjectCopy> ends)
    {
        if (left.Count == 0)
        {
            ends.Add(at);
        }

        foreach (var next in left.Where(c => c.Follows(at)))
        {
            Walk(next, left.Where(c => c != next).ToList(), ends);
        }
    }
}
