using Signalbox.Journal;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>Events in order, out of order, several times and too many: each is applied, once, with few commits.</summary>
public sealed class ApplyTests
{
    private const string Stream = "stripe/customer/cus_1";

    private readonly FakeJournal _journal = new(new ManualTimeProvider());

    [Fact]
    public async Task Offers_InOrder_AreAppliedOnceEach()
    {
        await using var host = await StreamHost.StartAsync(_journal);

        foreach (var entry in Append(20))
        {
            host.Offer(entry);
        }

        await host.UntilIdleAsync();
        AssertAllApplied(20);
        Assert.Equal(0, _journal.Fenced);
    }

    [Fact]
    public async Task Offers_WhileACommitIsInFlight_AreFoldedIntoTheNextOne()
    {
        var door = new Door();
        _journal.OnCommit = commit => commit.From == 0 ? door.PassAsync() : Task.CompletedTask;
        await using var host = await StreamHost.StartAsync(_journal);
        var entries = Append(50);

        host.Offer(entries[0]);
        await door.ReachedAsync();
        foreach (var entry in entries[1..])
        {
            host.Offer(entry);
        }

        await host.UntilDoneAsync(butFor: 1);
        door.Open();
        await host.UntilIdleAsync();

        AssertAllApplied(50);
        Assert.Equal([(0, 1), (1, 50)], _journal.Committed.Select(static c => (c.From, c.To)));
    }

    [Fact]
    public async Task Offer_WithAHoleBefore_ReadsTheJournal()
    {
        await using var host = await StreamHost.StartAsync(_journal);
        var entries = Append(3);

        host.Offer(entries[0]);
        await host.UntilIdleAsync();
        Assert.Equal(0, _journal.Loads);
        host.Offer(entries[2]);
        await host.UntilIdleAsync();

        AssertAllApplied(3);
    }

    [Fact]
    public async Task Offers_InReverse_AreAppliedOnceEach()
    {
        await using var host = await StreamHost.StartAsync(_journal);

        foreach (var entry in Enumerable.Reverse(Append(30)))
        {
            host.Offer(entry);
        }

        await host.UntilIdleAsync();
        AssertAllApplied(30);
    }

    [Fact]
    public async Task Offer_AtOrBelowTheCursor_IsIgnored()
    {
        await using var host = await StreamHost.StartAsync(_journal);
        var entries = Append(5);
        host.Offer([.. entries]);
        await host.UntilIdleAsync();
        var commits = _journal.Committed.Count;

        host.Offer([.. entries]);
        host.Offer(entries[1], entries[4]);
        host.Offer(entries[4]);
        await host.UntilIdleAsync();

        Assert.Equal(commits, _journal.Committed.Count);
        AssertAllApplied(5);
    }

    [Fact]
    public async Task Wake_ReadsWhatWasNeverOffered_HoweverMuchItIs()
    {
        await using var host = await StreamHost.StartAsync(_journal, new StreamOptions { FoldSize = 16 });
        Append(100);

        host.Wake(Stream);
        await host.UntilIdleAsync();

        AssertAllApplied(100);
        Assert.Equal(7, _journal.Committed.Count);
    }

    [Fact]
    public async Task Wake_ReadsWhatWasNeverOffered_HoweverLargeItIs()
    {
        await using var host = await StreamHost.StartAsync(_journal);
        Append(12, padding: 2 << 20);

        host.Wake(Stream);
        await host.UntilIdleAsync();

        AssertAllApplied(12);
    }

    [Fact]
    public async Task Wake_WithNothingToDo_CommitsNothing()
    {
        await using var host = await StreamHost.StartAsync(_journal);

        host.Wake(Stream);
        await host.UntilIdleAsync();

        Assert.Empty(_journal.Committed);
        Assert.InRange(_journal.Loads, 1, 2);
    }

    [Theory]
    [InlineData(1_500, 0)]
    [InlineData(12, 1 << 20)]
    public async Task Offers_MoreThanTheInboxHolds_AreReadFromTheJournal(int events, int padding)
    {
        var door = new Door();
        _journal.OnCommit = commit => commit.From == 0 ? door.PassAsync() : Task.CompletedTask;
        await using var host = await StreamHost.StartAsync(_journal);
        var entries = Append(events, padding);

        host.Offer(entries[0]);
        await door.ReachedAsync();
        foreach (var entry in entries[1..])
        {
            host.Offer(entry);
        }

        await host.UntilDoneAsync(butFor: 1);
        door.Open();
        await host.UntilIdleAsync();

        AssertAllApplied(events);
        Assert.InRange(_journal.Loads, 1, 10);
    }

    [Fact]
    public async Task Wake_JournalLacksAnEntry_StopsLooking_AndGoesOnWhenItIsBack()
    {
        await using var host = await StreamHost.StartAsync(_journal);
        Append(5);
        var torn = _journal.Tear(Stream, 3);

        host.Wake(Stream);
        await host.UntilIdleAsync();
        Assert.Equal(2, _journal.Look(Stream, static s => s.Applied));
        Assert.InRange(_journal.Loads, 1, 10);

        _journal.Mend(torn);
        host.Wake(Stream);
        await host.UntilIdleAsync();
        AssertAllApplied(5);
    }

    [Fact]
    public async Task Load_Fails_NextWakeAppliesAll()
    {
        await using var host = await StreamHost.StartAsync(_journal);
        Append(4);
        _journal.OnLoad = static _ => throw new TimeoutException("the database is away");
        host.Wake(Stream);
        await host.UntilIdleAsync();
        Assert.Empty(_journal.Committed);

        _journal.OnLoad = static _ => Task.CompletedTask;
        host.Wake(Stream);
        await host.UntilIdleAsync();

        AssertAllApplied(4);
    }

    [Theory]
    [InlineData(Loss.Written)]
    [InlineData(Loss.NotWritten)]
    internal async Task Commit_OutcomeUnknown_NextWakeReadsTheTruth(Loss loss)
    {
        await using var host = await StreamHost.StartAsync(_journal);
        var entries = Append(6);
        host.Offer(entries[0], entries[1]);
        await host.UntilIdleAsync();
        var lost = 0;
        _journal.LosesOutcome = _ => lost++ == 0 ? loss : Loss.None;

        host.Offer(entries[2], entries[3]);
        await host.UntilIdleAsync();
        Assert.Equal(loss is Loss.Written ? 4 : 2, _journal.Look(Stream, static s => s.Applied));
        host.Wake(Stream);
        await host.UntilIdleAsync();

        AssertAllApplied(6);
        Assert.Equal(0, _journal.Fenced);
    }

    [Fact]
    public async Task Offers_OfDifferentStreams_DoNotWaitForEachOther()
    {
        const string Other = "stripe/customer/cus_2";
        var door = new Door();
        _journal.OnCommit = commit => commit.Stream == Stream ? door.PassAsync() : Task.CompletedTask;
        await using var host = await StreamHost.StartAsync(_journal);

        host.Offer([.. Append(1)]);
        await door.ReachedAsync();
        host.Offer(_journal.Append(Other, new FakeEvent("cus_2")));
        await _journal.UntilAsync(Other, static s => s.Applied == 1, "its event is applied");

        Assert.Equal(0, _journal.Look(Stream, static s => s.Applied));
        door.Open();
    }

    private JournalEntry[] Append(int events, int padding = 0) =>
        [.. Enumerable.Range(1, events).Select(n => _journal.Append(Stream, new FakeEvent($"cus_{n}", Balance: n) { Padding = padding }))];

    // Each event is about an object of its own, so that one that was applied twice or not at all shows.
    private void AssertAllApplied(int events)
    {
        Assert.Equal(events, _journal.Look(Stream, static s => s.Applied));
        for (var n = 1; n <= events; n++)
        {
            Assert.Equal(1, _journal.WritesOf("stripe", $"cus_{n}"));
        }
    }
}
