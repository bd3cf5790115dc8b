using Signalbox.Journal;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>An event that cannot be applied: the others before it are, it is tried again with growing waits, and at last given up on.</summary>
public sealed class RefusalTests
{
    private const string Stream = "stripe/customer/cus_1";
    private const string Poison = "poison";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeJournal _journal;

    public RefusalTests() => _journal = new FakeJournal(_time) { Poison = Poison };

    [Fact]
    public async Task Batch_WithOneRefused_AppliesThoseBeforeIt_AndStallsAtIt()
    {
        await using var host = await StartAsync();
        Append(10, poisoned: 5);

        host.Wake(Stream);
        await host.UntilIdleAsync();

        AssertApplied(4);
        Assert.Equal(new ApplyFailure(5, 1, "22P02 poison"), Failure());
        AssertWait(1);
    }

    [Fact]
    public async Task Offer_OfOneThatIsRefused_StallsAtIt()
    {
        await using var host = await StartAsync();
        var entries = Append(2, poisoned: 2);
        host.Offer(entries[0]);
        await host.UntilIdleAsync();

        host.Offer(entries[1]);
        await host.UntilIdleAsync();

        AssertApplied(1);
        Assert.Equal(2, Failure()!.Version);
    }

    [Fact]
    public async Task FirstEventOfAStream_Refused_IsCountedUp()
    {
        await using var host = await StartAsync();
        host.Offer([.. Append(3, poisoned: 1)]);
        await host.UntilIdleAsync();
        Assert.Equal((1L, 1), (Failure()!.Version, Failure()!.Attempts));

        await RetryAsync(host);

        Assert.Equal((1L, 2), (Failure()!.Version, Failure()!.Attempts));
    }

    [Fact]
    public async Task Retry_BeforeItIsDue_DoesNotTry()
    {
        await using var host = await StartAsync();
        Append(10, poisoned: 5);
        host.Wake(Stream);
        await host.UntilIdleAsync();

        _time.Advance(_journal.Look(Stream, static s => s.Stall!.Wait) - TimeSpan.FromMilliseconds(1));
        host.Wake(Stream);
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_11")));
        await host.UntilIdleAsync();

        Assert.Equal(1, Failure()!.Attempts);
        AssertApplied(4);
    }

    [Fact]
    public async Task Retry_FailsAgain_WaitsGrow()
    {
        await using var host = await StartAsync();
        Append(10, poisoned: 5);
        host.Wake(Stream);
        await host.UntilIdleAsync();

        for (var attempts = 2; attempts <= 7; attempts++)
        {
            await RetryAsync(host);
            Assert.Equal(attempts, Failure()!.Attempts);
            AssertWait(Math.Min(Math.Pow(2, attempts - 1), 20));
        }

        AssertApplied(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_Succeeds_AppliesWhatCameMeanwhile_AndClearsTheStall(bool behind)
    {
        await using var host = await StartAsync();
        Append(10, poisoned: 5);
        host.Wake(Stream);
        await host.UntilIdleAsync();
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_11")));
        await host.UntilIdleAsync();
        if (behind)
        {
            _journal.MarkBehind(Stream);
        }

        _journal.Poison = null;
        await RetryAsync(host);

        AssertApplied(11);
        if (behind)
        {
            // Asked for one more look, since the recovery mark had passed the stream: due at once, and then the row is gone.
            Assert.True(_journal.Look(Stream, s => s.Stall is { Behind: false } stall && stall.DueAt <= _time.GetUtcNow()));
            host.Wake(Stream);
            await host.UntilIdleAsync();
        }

        Assert.Null(Failure());
    }

    [Fact]
    public async Task Retry_Succeeds_WithALongBacklog_FoldsItAgain_AndClearsTheStall()
    {
        await using var host = await StartAsync();
        Append(5, poisoned: 5);
        host.Wake(Stream);
        await host.UntilIdleAsync();
        var before = _journal.Committed.Count;
        Append(600);

        _journal.Poison = null;
        await RetryAsync(host);

        Assert.Equal(605, Applied());
        Assert.Null(Failure());
        Assert.InRange(_journal.Committed.Count - before, 1, 6);
    }

    [Fact]
    public async Task LastAttempt_PolicyGoesOn_IsADeadLetterAndTheRestIsApplied()
    {
        await using var host = await StartAsync();
        Append(10, poisoned: 5);
        host.Wake(Stream);
        await host.UntilIdleAsync();
        for (var attempts = 2; attempts <= 8; attempts++)
        {
            await RetryAsync(host);
        }

        Assert.Equal(10, Applied());
        Assert.Equal(new DeadLetter(DeadLetterStatus.Open, 8, "22P02 poison"), _journal.Look(Stream, static s => s.DeadLetters[5]));
        Assert.Null(Failure());
        Assert.Equal(0, _journal.WritesOf("stripe", "cus_5"));
        AssertWrittenOnce(1, 2, 3, 4, 6, 7, 8, 9, 10);
    }

    [Fact]
    public async Task EveryEventRefused_AllBecomeDeadLetters_AndTheStreamGoesOn()
    {
        await using var host = await StartAsync(attempts: 1);
        for (var n = 1; n <= 5; n++)
        {
            _journal.Append(Stream, new FakeEvent($"cus_{n}") { Name = Poison });
        }

        Append(1);
        host.Wake(Stream);
        await host.UntilIdleAsync();

        Assert.Equal(6, Applied());
        Assert.Equal([1, 2, 3, 4, 5], _journal.Look(Stream, static s => s.DeadLetters.Keys.Order().ToList()));
    }

    [Fact]
    public async Task LastAttempt_PolicyHolds_NothingMovesUntilSomebodyDecides()
    {
        await using var host = await StartAsync(attempts: 1, hold: true);
        Append(10, poisoned: 5);
        host.Wake(Stream);
        await host.UntilIdleAsync();

        _journal.Poison = null;
        _time.Advance(TimeSpan.FromDays(30));
        host.Wake(Stream);
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_11")));
        await host.UntilIdleAsync();

        AssertApplied(4);
        Assert.True(_journal.Look(Stream, static s => s.Stall is { DueAt: null }));
        Assert.Equal(DeadLetterStatus.Open, _journal.Look(Stream, static s => s.DeadLetters[5].Status));
    }

    [Fact]
    public async Task Projection_Throws_IsTreatedLikeARefusedRow()
    {
        _journal.Poison = null;
        await using var host = await StreamHost.StartAsync(_journal, new StreamOptions { Attempts = 2 }, projection: new FaultyProjection(Poison), time: _time);
        Append(10, poisoned: 5);

        host.Wake(Stream);
        await host.UntilIdleAsync();
        AssertApplied(4);
        Assert.Contains(nameof(NotSupportedException), Failure()!.Error, StringComparison.Ordinal);
        await RetryAsync(host);

        Assert.Equal(10, Applied());
        AssertWrittenOnce(1, 2, 3, 4, 6, 7, 8, 9, 10);
    }

    [Fact]
    public async Task Wake_WhileAStallIsRead_IsNotLost()
    {
        await using var host = await StartAsync();
        Append(6, poisoned: 5);
        host.Wake(Stream);
        await host.UntilIdleAsync();
        _journal.Poison = null;

        // The stall is read as not due yet; before the grain hears of it, it is due and the scan's only wake comes.
        var door = new Door();
        _journal.OnLoaded = _ => door.PassAsync();
        host.Wake(Stream);
        await door.ReachedAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        host.Wake(Stream);
        await host.UntilDoneAsync(butFor: 1);
        door.Open();
        await host.UntilIdleAsync();

        AssertApplied(6);
    }

    [Fact]
    public async Task DeadLetter_OfTheSameSecond_IsNotTakenForTheLatestCopy()
    {
        await using var host = await StartAsync(attempts: 1);
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", Balance: 1) { Before = 0 }));
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", Balance: 3) { Before = 2, Name = Poison, EventId = "evt_z" }));
        await host.UntilIdleAsync();
        Assert.Equal(2, Applied());

        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", Balance: 2) { Before = 1 }));
        await host.UntilIdleAsync();

        Assert.Single(_journal.Look(Stream, static s => s.DeadLetters.ToList()));
        Assert.Equal(2, _journal.Customer("stripe", "cus_1")!.Balance);
    }

    private Task<StreamHost> StartAsync(int attempts = 8, bool hold = false) => StreamHost.StartAsync(
        _journal, new StreamOptions { Attempts = attempts, LongestRetry = TimeSpan.FromSeconds(20) }, hold, time: _time);

    private async Task RetryAsync(StreamHost host)
    {
        _time.Advance(_journal.Look(Stream, static s => s.Stall!.Wait));
        host.Wake(Stream);
        await host.UntilIdleAsync();
    }

    private JournalEntry[] Append(int events, int poisoned = 0)
    {
        var head = _journal.Look(Stream, static s => s.Head);
        return [.. Enumerable.Range(1, events).Select(n => _journal.Append(Stream, new FakeEvent($"cus_{head + n}") { Name = n == poisoned ? Poison : "Ada" }))];
    }

    private long Applied() => _journal.Look(Stream, static s => s.Applied);

    private ApplyFailure? Failure() => _journal.Look(Stream, static s => s.Stall?.Failure);

    private void AssertWait(double seconds) => Assert.InRange(_journal.Look(Stream, static s => s.Stall!.Wait).TotalSeconds, 0.8 * seconds, 1.2 * seconds);

    private void AssertApplied(int events)
    {
        Assert.Equal(events, Applied());
        AssertWrittenOnce([.. Enumerable.Range(1, events)]);
        Assert.Equal(0, _journal.WritesOf("stripe", $"cus_{events + 1}"));
    }

    private void AssertWrittenOnce(params int[] events) => Assert.All(events, n => Assert.Equal(1, _journal.WritesOf("stripe", $"cus_{n}")));
}
