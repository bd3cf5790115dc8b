using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Replays;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Replays;

/// <summary>How a process carries replays out, over real rows: to the end, over faults, and not any more once they are somebody else's.</summary>
public sealed class ReplayRunnerTests : IAsyncLifetime
{
    private const int Events = 60;
    private static readonly ReplayScope Everything = new("stripe", null, null, null, null, null, null, Effects: false);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private TestDatabase _database = null!;
    private ReplayFixture _replays = null!;
    private ReplayRunner _runner = null!;

    /// <summary>Sixty events of three customers, applied, whose rows are gone: all of them are handed to grains.</summary>
    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _replays = new ReplayFixture(_database);
        _replays.Append(Events, customers: 3);
        for (var customer = 0; customer < 3; customer++)
        {
            await _replays.ApplyAsync($"stripe/customer/cus_{customer}");
        }

        await _database.ExecuteAsync("DELETE FROM customers");
        _runner = NewRunner(turn: TimeSpan.FromHours(1));
    }

    private ReplayRunner NewRunner(TimeSpan turn)
    {
        var options = Options.Create(new ReplayOptions { PageSize = 12, Share = 1, RetryWait = TimeSpan.FromHours(1), Turn = turn });
        return new ReplayRunner(
            _replays.Store, _replays.Pages(streamsAtOnce: 1), new LiveTraffic(new IdleJournal(), new EntryBudget(), TimeProvider.System), new ReplayMetrics(_services.GetRequiredService<IMeterFactory>()),
            new DatabaseGate(), options, TimeProvider.System, NullLogger<ReplayRunner>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _runner.Dispose();
        _replays.Dispose();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Look_CarriesAReplayOutToItsEnd_AndThenFindsNothing()
    {
        var replay = await StartAsync();

        Assert.True(await _runner.LookAsync(default));

        var state = await FindAsync(replay);
        Assert.Equal((ReplayState.Done, 1d, (long)Events, (long)Events), (state.State, state.Progress, state.Looked, state.Applied));
        Assert.NotNull(state.FinishedAt);
        Assert.Equal(Events, _replays.Handed.Sum(static r => r.Entries.Count));
        Assert.False(await _runner.LookAsync(default));
    }

    [Fact]
    public async Task Look_AFaultInTheMiddle_PostponesIt_AndItGoesOnBehindTheLastWholePage()
    {
        var (replay, left) = (await StartAsync(), 5);
        _replays.Answer = request => --left >= 0 ? Applied(request) : throw new CommitUnknownException("the database is away");

        Assert.False(await _runner.LookAsync(default));

        var stuck = await FindAsync(replay);
        Assert.Equal((ReplayState.Running, 12L), (stuck.State, stuck.Looked));
        Assert.Contains("the database is away", stuck.Fault, StringComparison.Ordinal);
        Assert.False(await _runner.LookAsync(default));

        _replays.Answer = Applied;
        await _database.ExecuteAsync("UPDATE replays SET leased_until = now()");
        Assert.True(await _runner.LookAsync(default));

        var done = await FindAsync(replay);
        Assert.Equal((ReplayState.Done, (long)Events, (long)Events, null), (done.State, done.Looked, done.Applied, done.Fault));
    }

    [Fact]
    public async Task Look_LeaseLostInTheMiddle_StopsThere_AndTheOtherGoesOnFromTheMark()
    {
        var (replay, handed) = (await StartAsync(), 0);
        _replays.Answer = request =>
        {
            if (++handed == 4)
            {
                // Another process takes it, as after the lease.
                _database.ExecuteAsync("UPDATE replays SET attempts = attempts + 1, leased_until = now() + interval '1 hour'").GetAwaiter().GetResult();
            }

            return Applied(request);
        };

        Assert.True(await _runner.LookAsync(default));

        Assert.Equal(6, handed);
        var state = await FindAsync(replay);
        Assert.Equal((ReplayState.Running, 12L), (state.State, state.Looked));

        await _database.ExecuteAsync("UPDATE replays SET leased_until = now()");
        Assert.True(await _runner.LookAsync(default));
        Assert.Equal((ReplayState.Done, (long)Events), ((await FindAsync(replay)).State, (await FindAsync(replay)).Looked));
    }

    [Fact]
    public async Task Look_CancelledInTheMiddle_StopsBehindThePage()
    {
        var (replay, handed) = (await StartAsync(), 0);
        _replays.Answer = request =>
        {
            if (++handed == 4)
            {
                _replays.Store.CancelAsync(replay, default).GetAwaiter().GetResult();
            }

            return Applied(request);
        };

        Assert.True(await _runner.LookAsync(default));

        Assert.Equal(6, handed);
        Assert.Equal((ReplayState.Cancelled, 12L), ((await FindAsync(replay)).State, (await FindAsync(replay)).Looked));
        Assert.False(await _runner.LookAsync(default));
    }

    [Fact]
    public async Task Look_TheProcessStops_LeavesItToTheNextAtOnce()
    {
        var replay = await StartAsync();
        using var stopping = new CancellationTokenSource();
        _replays.Answer = request =>
        {
            stopping.Cancel();
            return Applied(request);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _runner.LookAsync(stopping.Token));

        _replays.Answer = Applied;
        Assert.True(await _runner.LookAsync(default));
        Assert.Equal((ReplayState.Done, (long)Events), ((await FindAsync(replay)).State, (await FindAsync(replay)).Looked));
    }

    [Fact]
    public async Task Look_WithNothingToDo_ForgetsWhatEndedLongAgo()
    {
        var (old, recent) = (await StartAsync(), await StartAsync());
        await _replays.Store.CancelAsync(old, default);
        await _replays.Store.CancelAsync(recent, default);
        await _database.ExecuteAsync($"UPDATE replays SET finished_at = now() - interval '91 days' WHERE id = '{old}'");

        Assert.False(await _runner.LookAsync(default));

        Assert.Null(await _replays.Store.FindAsync(old, default));
        Assert.NotNull(await _replays.Store.FindAsync(recent, default));
    }

    [Fact]
    public async Task Look_ALongReplay_GivesWayToAShortOne_AndGoesOn()
    {
        using var runner = NewRunner(turn: TimeSpan.Zero);
        var (whole, one) = (await StartAsync(), (await _replays.Store.StartAsync(Everything with { Account = null, Stream = "stripe/customer/cus_1", Version = 3 }, default))!.Id);

        Assert.True(await runner.LookAsync(default));
        Assert.Equal((ReplayState.Running, 12L), ((await FindAsync(whole)).State, (await FindAsync(whole)).Looked));
        Assert.True(await runner.LookAsync(default));
        Assert.Equal((ReplayState.Done, 1L), ((await FindAsync(one)).State, (await FindAsync(one)).Looked));
        Assert.True(await runner.LookAsync(default));
        Assert.Equal((ReplayState.Done, (long)Events, (long)Events), ((await FindAsync(whole)).State, (await FindAsync(whole)).Looked, (await FindAsync(whole)).Applied));
    }

    [Fact]
    public async Task Look_ManyReplays_CarriesOutEach()
    {
        var all = new[] { await StartAsync(), await StartAsync(), await StartAsync() };

        while (await _runner.LookAsync(default))
        {
            // Until none is left.
        }

        foreach (var replay in all)
        {
            Assert.Equal((ReplayState.Done, (long)Events), ((await FindAsync(replay)).State, (await FindAsync(replay)).Applied));
        }
    }

    private static ReapplyReport Applied(ReapplyRequest request) => new(request.Entries.Count, 0, 0, 0, 0);

    private async Task<string> StartAsync() => (await _replays.Store.StartAsync(Everything, default))!.Id;

    private async Task<ReplayState> FindAsync(string replay) => (await _replays.Store.FindAsync(replay, default))!;

    private sealed class IdleJournal : IJournal
    {
        public bool IsFull => false;

        public ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken) => throw new InvalidOperationException("A replay appends nothing.");
    }
}
