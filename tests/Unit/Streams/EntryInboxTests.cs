using FsCheck;
using FsCheck.Fluent;
using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class EntryInboxTests
{
    private readonly EntryBudget _budget = new();

    [Fact]
    public void Budget_CountsWhatIsHeldAndNothingElse()
    {
        var inbox = new EntryInbox(_budget);
        var large = Enumerable.Range(1, 16).Select(static v => new JournalEntry("s/k/i", v, v, $"evt_{v}", "t", 0, DateTimeOffset.UnixEpoch, new byte[512 << 10])).ToList();
        var others = Enumerable.Range(0, 16).Select(_ => new EntryInbox(_budget)).ToList();

        others.ForEach(other => other.Add(large));
        Assert.True(_budget.IsUsedUp);

        others.ForEach(static other => other.Clear());
        inbox.Add(large);
        Assert.False(_budget.IsUsedUp);
        inbox.TakeAfter(0, 16);
        _budget.Add(EntryBudget.MostBytes - 1);
        Assert.False(_budget.IsUsedUp);
    }

    [Fact]
    public void TakeAfter_EntriesInAnyOrderAndTwice_GivesThemInOrderOnce()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add(Entries(3, 1, 2, 2, 1));

        Assert.Equal([1, 2, 3], Versions(inbox.TakeAfter(0, 10)));
        Assert.False(inbox.HasWork);
    }

    [Fact]
    public void TakeAfter_Hole_GivesOnlyWhatIsBeforeIt()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add(Entries(1, 2, 4, 5));

        Assert.Equal([1, 2], Versions(inbox.TakeAfter(0, 10)));
        Assert.Empty(inbox.TakeAfter(2, 10));
        Assert.True(inbox.HasWork);
        inbox.Add(Entries(3));
        Assert.Equal([3, 4, 5], Versions(inbox.TakeAfter(2, 10)));
    }

    [Fact]
    public void TakeAfter_EntriesTheCursorHasPassed_AreDropped()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add(Entries(1, 2, 3));

        Assert.Empty(inbox.TakeAfter(3, 10));
        Assert.False(inbox.HasWork);
    }

    [Fact]
    public void TakeAfter_Most_LeavesTheRest()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add(Entries(1, 2, 3));

        Assert.Equal([1, 2], Versions(inbox.TakeAfter(0, 2)));
        Assert.True(inbox.StartsAt(3));
    }

    [Fact]
    public void Add_MoreEntriesThanFit_AsksForALookIntoTheJournal()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add(Entries([.. Enumerable.Range(1, EntryInbox.MostEntries + 1)]));

        Assert.Equal(EntryInbox.MostEntries, inbox.TakeAfter(0, int.MaxValue).Count);
        Assert.True(inbox is { IsEmpty: true, HasWork: true });
    }

    [Fact]
    public void Add_MoreBytesThanFit_AsksForALookIntoTheJournal()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add([.. Enumerable.Range(1, 9).Select(static n => Copies.Entry(n, 1 << 20))]);

        Assert.Equal(8, inbox.TakeAfter(0, int.MaxValue).Count);
        Assert.True(inbox is { IsEmpty: true, HasWork: true });
    }

    [Fact]
    public void Add_OneEntryLargerThanAll_IsTaken()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add([Copies.Entry(1, EntryInbox.MostBytes + 1)]);
        Assert.Single(inbox.TakeAfter(0, 10));

        // Its bytes no longer count.
        inbox.Add([Copies.Entry(2, EntryInbox.MostBytes - 1), Copies.Entry(3, 1)]);
        Assert.Equal([2, 3], Versions(inbox.TakeAfter(1, 10)));
        Assert.False(inbox.HasWork);
    }

    [Fact]
    public void Clear_EmptiesAndForgetsTheBytes()
    {
        var inbox = new EntryInbox(_budget);
        inbox.Add([Copies.Entry(1, EntryInbox.MostBytes)]);
        inbox.LookInJournal();

        inbox.Clear();

        Assert.False(inbox.HasWork);
        inbox.Add([Copies.Entry(2, EntryInbox.MostBytes / 2), Copies.Entry(3, EntryInbox.MostBytes / 2)]);
        Assert.Equal(2, inbox.TakeAfter(1, 10).Count);
    }

    [Fact]
    public void AnyAddsAndTakes_NothingTwiceNothingSkipped_AndWhatDidNotFitIsLookedFor() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var inbox = new EntryInbox(new EntryBudget());
            var offered = new HashSet<long>();
            var applied = 0L;
            for (var step = 0; step < 60; step++)
            {
                if (chance.Next(3) > 0)
                {
                    var added = Enumerable.Range(0, chance.Next(1, 5)).Select(_ => (long)chance.Next(1, 40)).ToArray();
                    offered.UnionWith(added);
                    inbox.Add([.. added.Select(static v => Copies.Entry(v, 10))]);
                }
                else
                {
                    var taken = Versions(inbox.TakeAfter(applied, chance.Next(1, 6)));
                    Assert.Equal(Enumerable.Range(0, taken.Count).Select(i => applied + i + 1), taken);
                    applied += taken.Count;
                }
            }

            applied += inbox.TakeAfter(applied, int.MaxValue).Count;
            Assert.DoesNotContain(applied + 1, offered);
        }));

    private static List<JournalEntry> Entries(params int[] versions) => [.. versions.Select(static v => Copies.Entry(v))];

    private static List<long> Versions(List<JournalEntry> entries) => entries.ConvertAll(static e => e.Version);
}
