using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>What a person does about an event that was given up on: replay it, or pass over it.</summary>
public sealed class CareTests
{
    private const string Stream = "stripe/customer/cus_1";
    private const string Poison = "poison";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeJournal _journal;

    public CareTests() => _journal = new FakeJournal(_time) { Poison = Poison };

    [Fact]
    public async Task Replay_OfTheEventThatHolds_AppliesItAndAllThatCameMeanwhile()
    {
        await using var host = await HeldAsync();
        _journal.Poison = null;

        Assert.Equal(ReplayOutcome.Done, await host.Grain(Stream).ReplayAsync(3, CancellationToken.None));

        await UntilGoneOnAsync();
        Assert.Equal(DeadLetterStatus.Replayed, Letter(3).Status);
        AssertWrittenOnce(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public async Task Skip_OfTheEventThatHolds_PassesOverIt_AndAppliesAllThatCameMeanwhile()
    {
        await using var host = await HeldAsync();

        Assert.Equal(ReplayOutcome.Done, await host.Grain(Stream).SkipAsync(3, CancellationToken.None));

        await UntilGoneOnAsync();
        Assert.Equal(DeadLetterStatus.Discarded, Letter(3).Status);
        Assert.Equal(0, _journal.WritesOf("stripe", "cus_3"));
        AssertWrittenOnce(1, 2, 4, 5, 6);
    }

    [Fact]
    public async Task Replay_FailsAgain_LeavesTheStreamHeld_AndNotesTheError()
    {
        await using var host = await HeldAsync();

        Assert.Equal(ReplayOutcome.Failed, await host.Grain(Stream).ReplayAsync(3, CancellationToken.None));

        Assert.Equal(2, Applied());
        Assert.Equal(new DeadLetter(DeadLetterStatus.Open, 2, "22P02 poison"), Letter(3));
        Assert.True(_journal.Look(Stream, static s => s.Stall is { DueAt: null }));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(99)]
    public async Task Replay_OfAnEventThatIsNotNext_OrNotThere_IsNotFound(long version)
    {
        await using var host = await HeldAsync();

        Assert.Equal(ReplayOutcome.NotFound, await host.Grain(Stream).ReplayAsync(version, CancellationToken.None));

        Assert.Equal(2, Applied());
    }

    [Fact]
    public async Task Replay_OfAnEventThatWasPassedOver_AppliesItWhereTheCursorStands()
    {
        await using var host = await PassedOverAsync();
        _journal.Poison = null;

        Assert.Equal(ReplayOutcome.Done, await host.Grain(Stream).ReplayAsync(3, CancellationToken.None));

        Assert.Equal(5, Applied());
        Assert.Equal(DeadLetterStatus.Replayed, Letter(3).Status);
        AssertWrittenOnce(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Replay_OfAStalerCopyThatWasPassedOver_ChangesNothing()
    {
        await using var host = await StartAsync(hold: false);
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_000) { Name = Poison }));
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_001, 7)));
        await host.UntilIdleAsync();
        _journal.Poison = null;

        Assert.Equal(ReplayOutcome.Done, await host.Grain(Stream).ReplayAsync(1, CancellationToken.None));

        Assert.Equal(7, _journal.Customer("stripe", "cus_1")!.Balance);
    }

    [Fact]
    public async Task Skip_OfAnEventThatWasPassedOver_OnlyClosesTheDeadLetter()
    {
        await using var host = await PassedOverAsync();

        Assert.Equal(ReplayOutcome.Done, await host.Grain(Stream).SkipAsync(3, CancellationToken.None));

        Assert.Equal(5, Applied());
        Assert.Equal(DeadLetterStatus.Discarded, Letter(3).Status);
        Assert.Equal(0, _journal.WritesOf("stripe", "cus_3"));
    }

    [Fact]
    public async Task Replay_OfWhatWasDiscarded_OrSkipOfWhatWasReplayed_DoesNothing()
    {
        await using var host = await PassedOverAsync();
        _journal.Poison = null;
        await host.Grain(Stream).SkipAsync(3, CancellationToken.None);

        Assert.Equal(ReplayOutcome.Resolved, await host.Grain(Stream).ReplayAsync(3, CancellationToken.None));
        Assert.Equal(ReplayOutcome.Resolved, await host.Grain(Stream).SkipAsync(3, CancellationToken.None));

        Assert.Equal(DeadLetterStatus.Discarded, Letter(3).Status);
        Assert.Equal(0, _journal.WritesOf("stripe", "cus_3"));
    }

    [Fact]
    public async Task Replay_OutcomeUnknown_Throws_AndAgainItIsDone()
    {
        await using var host = await HeldAsync();
        _journal.Poison = null;
        _journal.LosesOutcome = static _ => Loss.Written;
        await Assert.ThrowsAsync<CommitUnknownException>(() => host.Grain(Stream).ReplayAsync(3, CancellationToken.None));

        _journal.LosesOutcome = static _ => Loss.None;
        Assert.Equal(ReplayOutcome.Done, await host.Grain(Stream).ReplayAsync(3, CancellationToken.None));
        host.Wake(Stream);

        await UntilGoneOnAsync();
        Assert.Equal(DeadLetterStatus.Replayed, Letter(3).Status);
        AssertWrittenOnce(1, 2, 4, 5, 6);
    }

    [Fact]
    public async Task Replay_OfABusyStream_GetsItsTurn()
    {
        await using var host = await PassedOverAsync();
        _journal.Poison = null;
        var n = 5;
        _journal.OnCommit = async commit =>
        {
            // As long as it is not replayed, there is always one more event waiting.
            if (commit.From != commit.To && Letter(3).Status is DeadLetterStatus.Open)
            {
                host.Offer(_journal.Append(Stream, new FakeEvent($"cus_{++n}")));
                await Task.Yield();
                await _busy.PassAsync();
            }
        };
        host.Offer(_journal.Append(Stream, new FakeEvent($"cus_{++n}")));
        await _busy.ReachedAsync();
        var replay = host.Grain(Stream).ReplayAsync(3, CancellationToken.None);
        _busy.Open();

        Assert.Equal(ReplayOutcome.Done, await replay.WaitAsync(TimeSpan.FromSeconds(20)));
        await host.UntilIdleAsync();
        AssertWrittenOnce([.. Enumerable.Range(1, n)]);
    }

    private readonly Door _busy = new();

    /// <summary>A stream held at its third event, with three more behind it, the last of which was offered while it was held.</summary>
    private async Task<StreamHost> HeldAsync()
    {
        var host = await StartAsync(hold: true);
        Append(5, poisoned: 3);
        host.Wake(Stream);
        await host.UntilIdleAsync();
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_6")));
        await host.UntilIdleAsync();
        Assert.Equal(2, Applied());
        return host;
    }

    /// <summary>A stream of five events that has passed over its third.</summary>
    private async Task<StreamHost> PassedOverAsync()
    {
        var host = await StartAsync(hold: false);
        Append(5, poisoned: 3);
        host.Wake(Stream);
        await host.UntilIdleAsync();
        Assert.Equal(5, Applied());
        return host;
    }

    private Task<StreamHost> StartAsync(bool hold) => StreamHost.StartAsync(_journal, new StreamOptions { Attempts = 1 }, hold, time: _time);

    private Task UntilGoneOnAsync() => _journal.UntilAsync(Stream, static s => s is { Applied: 6, Stall: null }, "all is applied and the stall is cleared");

    private void Append(int events, int poisoned)
    {
        for (var n = 1; n <= events; n++)
        {
            _journal.Append(Stream, new FakeEvent($"cus_{n}") { Name = n == poisoned ? Poison : "Ada" });
        }
    }

    private long Applied() => _journal.Look(Stream, static s => s.Applied);

    private DeadLetter Letter(long version) => _journal.Look(Stream, s => s.DeadLetters[version]);

    private void AssertWrittenOnce(params int[] events) => Assert.All(events, n => Assert.Equal(1, _journal.WritesOf("stripe", $"cus_{n}")));
}
