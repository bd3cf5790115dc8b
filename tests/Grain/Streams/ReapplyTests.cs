using Signalbox.Journal;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>Events that are applied once more, many at once, while the stream goes on.</summary>
public sealed class ReapplyTests
{
    private const string Stream = "stripe/customer/cus_1";
    private const string Poison = "poison";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeJournal _journal;

    public ReapplyTests() => _journal = new FakeJournal(_time);

    [Fact]
    public async Task Reapply_OfWhatTheRowsShow_WritesNothing()
    {
        await using var host = await AppliedAsync(5);
        var commits = _journal.Committed.Count;

        var report = await ReapplyAsync(host, effects: false);

        Assert.Equal(new ReapplyReport(5, 0, 0, 0, 0), report);
        Assert.Equal(commits, _journal.Committed.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reapply_SaysInTheCommitWhetherEffectsMayLeave(bool effects)
    {
        await using var host = await AppliedAsync(3);
        _journal.Damage("stripe", "cus_1", static _ => null);

        await ReapplyAsync(host, effects);

        var commit = _journal.Committed[^1];
        Assert.Equal((3L, 3L, effects ? 3 : 0), (commit.From, commit.To, commit.Leaving.Count));
        Assert.Equal([1L, 2L, 3L], commit.Again.Select(static e => e.Version));
        Assert.Empty(commit.Signals);
        Assert.All(_journal.Committed.SkipLast(1), static c => Assert.True(c.Leaving.Count > 0 && c.Again.Count == 0));
    }

    [Fact]
    public async Task Reapply_WithEffects_IsCommittedAlthoughTheRowsShowTheEvents()
    {
        await using var host = await AppliedAsync(3);

        Assert.Equal(new ReapplyReport(3, 0, 0, 0, 0), await ReapplyAsync(host, effects: true));

        Assert.True(_journal.Committed[^1] is { Leaving.Count: 3, Rows.Count: 0, Again.Count: 3 });
    }

    [Fact]
    public async Task Reapply_OfARowThatIsGone_WritesTheFreshestCopy()
    {
        await using var host = await AppliedAsync(4);
        var before = _journal.Customer("stripe", "cus_1");
        _journal.Damage("stripe", "cus_1", static _ => null);

        Assert.Equal(1, (await ReapplyAsync(host, effects: false)).Rows);

        Assert.Equal((before!.Balance, before.Head.Version), (_journal.Customer("stripe", "cus_1")!.Balance, _journal.Customer("stripe", "cus_1")!.Head.Version));
    }

    [Fact]
    public async Task Reapply_OfCopiesOfOneSecond_EndsWithTheSameOne()
    {
        await using var host = await StreamHost.StartAsync(_journal, time: _time);
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_000, 3) { Before = 2, EventId = "evt_a" }));
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_000, 2) { Before = 1, EventId = "evt_z" }));
        await host.UntilIdleAsync();
        Assert.Equal(3, _journal.Customer("stripe", "cus_1")!.Balance);
        var writes = _journal.WritesOf("stripe", "cus_1");

        await ReapplyAsync(host, effects: false);

        Assert.Equal((3L, writes), (_journal.Customer("stripe", "cus_1")!.Balance, _journal.WritesOf("stripe", "cus_1")));
    }

    [Fact]
    public async Task Reapply_OfAnOpenDeadLetter_AppliesAndClosesIt_AndAStreamThatItHeldGoesOn()
    {
        _journal.Poison = Poison;
        await using var host = await StreamHost.StartAsync(_journal, new StreamOptions { Attempts = 1 }, hold: true, time: _time);
        _journal.Append(Stream, new FakeEvent("cus_1"));
        _journal.Append(Stream, new FakeEvent("cus_2") { Name = Poison });
        _journal.Append(Stream, new FakeEvent("cus_3"));
        host.Wake(Stream);
        await host.UntilIdleAsync();
        _journal.Poison = null;

        var report = await host.Grain(Stream).ReapplyAsync(new ReapplyRequest(Entries(), [2], Effects: false), CancellationToken.None);

        Assert.Equal(new ReapplyReport(2, 0, 1, 0, 1), report);
        Assert.Contains(_journal.Committed, static c => c is { From: 1, To: 2, Leaving.Count: 1 });
        await _journal.UntilAsync(Stream, static s => s is { Applied: 3, Stall: null }, "all is applied and the stall is cleared");
        Assert.Equal(DeadLetterStatus.Replayed, _journal.Look(Stream, static s => s.DeadLetters[2].Status));
    }

    [Fact]
    public async Task Reapply_OfARowThatIsRefused_AppliesTheOthers_AndNotesTheFault()
    {
        await using var host = await StreamHost.StartAsync(_journal, time: _time);
        for (var n = 1; n <= 3; n++)
        {
            host.Offer(_journal.Append(Stream, new FakeEvent($"cus_{n}") { Name = n == 2 ? Poison : "Ada" }));
        }

        await host.UntilIdleAsync();
        for (var n = 1; n <= 3; n++)
        {
            _journal.Damage("stripe", $"cus_{n}", static _ => null);
        }

        _journal.Poison = Poison;

        Assert.Equal(new ReapplyReport(2, 2, 0, 1, 0), await ReapplyAsync(host, effects: false));

        Assert.NotNull(_journal.Customer("stripe", "cus_3"));
        Assert.Equal([2L], _journal.Look(Stream, static s => s.Faults.Select(static f => f.Version).ToList()));
    }

    [Fact]
    public async Task Reapply_OfWhatIsMergedFromFacts_MergesItOnceMore()
    {
        await using var host = await StreamHost.StartAsync(_journal, projection: new FactsOfEachEvent(), time: _time);
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1")), _journal.Append(Stream, new FakeEvent("cus_2")));
        await host.UntilIdleAsync();

        Assert.Equal(new ReapplyReport(2, 0, 0, 0, 0), await ReapplyAsync(host, effects: false));

        var commit = _journal.Committed[^1];
        Assert.Equal((2L, 2L, 0), (commit.From, commit.To, commit.Leaving.Count));
        Assert.Equal(["evt_000001", "evt_000002"], commit.Facts.Select(static f => f.Head.Id));
        Assert.Empty(commit.Rows);
    }

    [Fact]
    public async Task Reapply_BesideLiveEvents_NeitherLosesNorDoublesOne()
    {
        const int Live = 200;
        await using var host = await AppliedAsync(50);
        var entries = Entries();
        _journal.Damage("stripe", "cus_1", static _ => null);
        var replays = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await host.Grain(Stream).ReapplyAsync(new ReapplyRequest(entries, [], Effects: true), CancellationToken.None);
            }
        });
        for (var n = 0; n < Live; n++)
        {
            host.Offer(_journal.Append(Stream, new FakeEvent($"cus_live_{n}", 2_000)));
            await Task.Yield();
        }

        await replays;
        await host.UntilIdleAsync();
        await _journal.UntilAsync(Stream, static s => s.Applied == 50 + Live, "all live events are applied");

        Assert.All(Enumerable.Range(0, Live), n => Assert.Equal(1, _journal.WritesOf("stripe", $"cus_live_{n}")));
        Assert.Equal(50, _journal.Customer("stripe", "cus_1")!.Balance);
        Assert.Equal(0, _journal.Fenced);
    }

    [Fact]
    public async Task Reapply_FencedByATwin_IsDoneAtTheCursorAsItIs()
    {
        await using var host = await AppliedAsync(2);
        var entries = Entries();
        await using var twin = await StreamHost.StartAsync(_journal, time: _time);
        twin.Offer(_journal.Append(Stream, new FakeEvent("cus_9", 3_000)));
        await twin.UntilIdleAsync();
        _journal.Damage("stripe", "cus_1", static _ => null);

        var report = await host.Grain(Stream).ReapplyAsync(new ReapplyRequest(entries, [], Effects: false), CancellationToken.None);

        Assert.Equal(new ReapplyReport(2, 1, 0, 0, 0), report);
        Assert.Equal((1, 3L), (_journal.Fenced, _journal.Committed[^1].From));
    }

    [Fact]
    public async Task Reapply_OutcomeUnknown_Throws()
    {
        await using var host = await AppliedAsync(2);
        _journal.LosesOutcome = static _ => Loss.NotWritten;

        await Assert.ThrowsAsync<CommitUnknownException>(() => ReapplyAsync(host, effects: true));
    }

    /// <summary>A stream with so many events about one customer, a second apart.</summary>
    private async Task<StreamHost> AppliedAsync(int events)
    {
        var host = await StreamHost.StartAsync(_journal, time: _time);
        for (var n = 1; n <= events; n++)
        {
            host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_000 + n, n)));
        }

        await host.UntilIdleAsync();
        await _journal.UntilAsync(Stream, s => s.Applied == events, "all is applied");
        return host;
    }

    private List<JournalEntry> Entries() => _journal.Look(Stream, static s => s.Entries.Values.OrderBy(static e => e.Version).ToList());

    private Task<ReapplyReport> ReapplyAsync(StreamHost host, bool effects) =>
        host.Grain(Stream).ReapplyAsync(new ReapplyRequest(Entries(), [], effects), CancellationToken.None);
}
