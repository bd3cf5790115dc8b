using Npgsql;
using Signalbox.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Calls;

/// <summary>Several processes on one database take no more than the limit together, and what one of them writes another does not overwrite.</summary>
public sealed class RateLimitStoreTests : IAsyncLifetime
{
    private const string Name = "stripe/api";
    private static readonly CallLimit Limit = new(100, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(20));
    private TestDatabase _database = null!;
    private PostgresRateLimitStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresRateLimitStore(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Read_NoRow_IsAnUntouchedLimit()
    {
        var row = await _store.ReadAsync(Name, default);

        Assert.Equal(0, row.Version);
        Assert.Null(row.Budget);
        Assert.False(row.WasLost);
        Assert.Equal(Throttle.None, row.Throttle);
        Assert.Equal(10, row.BudgetOf(Limit).Bucket.Level);
    }

    [Fact]
    public async Task Swap_Written_IsReadBack()
    {
        var first = await _store.ReadAsync(Name, default);
        var budget = new RateBudget(
            new TokenBucket(3.5, Micro(first.Now)), new GrantWindow([1, 5], [2, 7]), new FairShare(0.25, Micro(first.Now)), new FairShare(1.5, Micro(first.Now.AddSeconds(1))));
        Assert.True(await _store.SwapAsync(Name, first, budget, default));
        var second = await _store.ReadAsync(Name, default);

        Assert.Equal(1, second.Version);
        Assert.Equivalent(budget, second.Budget, strict: true);
        Assert.True(second.Now > first.Now);

        Assert.True(await _store.SwapAsync(Name, second, budget with { Bulk = FairShare.None }, default));
        Assert.Equivalent(budget with { Bulk = FairShare.None }, (await _store.ReadAsync(Name, default)).Budget, strict: true);
    }

    [Fact]
    public async Task Swap_TwoWritersRace_OneWins()
    {
        for (var i = 0; i < 20; i++)
        {
            // Also for the very first row.
            var row = await _store.ReadAsync(Name, default);
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _store.SwapAsync(Name, row, row.BudgetOf(Limit), default))));

            Assert.Single(won, static w => w);
            Assert.Equal(row.Version + 1, (await _store.ReadAsync(Name, default)).Version);
        }
    }

    [Fact]
    public async Task Read_RowsTakenByACrash_IsASpentLimit()
    {
        var row = await _store.ReadAsync(Name, default);
        await _store.SwapAsync(Name, row, row.BudgetOf(Limit), default);

        // What a crash of PostgreSQL leaves of an unlogged table.
        await _database.ExecuteAsync("TRUNCATE rate_budgets");

        row = await _store.ReadAsync(Name, default);
        Assert.True(row.WasLost);
        Assert.Equal(0, PermitDecision.Take(row.BudgetOf(Limit), row.Throttle, Limit, new PermitCounts(1, 0, 0), default, row.Now + Limit.Window).Granted.Total);
    }

    [Fact]
    public async Task SwapThrottle_ReadMeanwhileChanged_WritesNothing()
    {
        var row = await _store.ReadAsync(Name, default);
        await _store.SwapAsync(Name, row, row.BudgetOf(Limit), default);
        row = await _store.ReadAsync(Name, default);
        var first = row.Throttle.Refused(TimeSpan.FromSeconds(7), row.Now);
        Assert.True(await _store.SwapThrottleAsync(Name, row, first, default));
        Assert.False(await _store.SwapThrottleAsync(Name, row, row.Throttle.Refused(TimeSpan.FromSeconds(1), row.Now), default));

        var paused = await _store.ReadAsync(Name, default);
        Assert.Equal(0.5, paused.Throttle.Share);
        Assert.InRange(paused.Throttle.PauseLeft(paused.Now), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(7));
        Assert.True(await _store.SwapThrottleAsync(Name, paused, paused.Throttle.Refused(TimeSpan.FromSeconds(20), paused.Now), default));
    }

    [Fact]
    public async Task NoteUsage_TheFirstMomentIsKeptUntilItIsOver()
    {
        var row = await _store.ReadAsync(Name, default);
        await _store.SwapAsync(Name, row, row.BudgetOf(Limit), default);
        var since = Micro(row.Now);
        await _store.NoteUsageAsync(Name, since, default);
        await _store.NoteUsageAsync(Name, since.AddSeconds(5), default);
        Assert.Equal(since, (await _store.ReadAsync(Name, default)).NearlyUsedUpSince);

        await _store.NoteUsageAsync(Name, since: null, default);
        Assert.Null((await _store.ReadAsync(Name, default)).NearlyUsedUpSince);
    }

    [Fact]
    public async Task ThreeProcessesUnderFullDemand_StayWithinTheLimitInEveryWindow()
    {
        List<NpgsqlDataSource> processes = [.. Enumerable.Range(0, 3).Select(_ => NpgsqlDataSource.Create(_database.ConnectionString))];
        var grants = (await Task.WhenAll(processes.Select(static source => Task.Run(() => TakeAsync(new PostgresRateLimitStore(source)))))).SelectMany(static g => g).ToList();
        foreach (var source in processes)
        {
            await source.DisposeAsync();
        }

        // By the times that the row counts by; each may be used later by a permit's life and transit.
        grants.Sort();
        var horizon = Limit.Window + Limit.PermitLifetime + Limit.Transit;
        Assert.True(grants.Count > Limit.Requests, $"Only {grants.Count} permits were given out.");
        for (var first = 0; first + Limit.Requests < grants.Count; first++)
        {
            Assert.True(grants[first + Limit.Requests] - grants[first] > horizon, $"{Limit.Requests + 1} permits within {horizon} from {grants[first]:O}.");
        }
    }

    /// <summary>Takes what it can get until some windows have gone by.</summary>
    private static async Task<List<DateTimeOffset>> TakeAsync(PostgresRateLimitStore store)
    {
        List<DateTimeOffset> grants = [];
        DateTimeOffset? end = null;
        while (true)
        {
            var row = await store.ReadAsync(Name, default);
            end ??= row.Now + (Limit.Window * 2.5);
            if (row.Now > end)
            {
                return grants;
            }

            var taken = PermitDecision.Take(row.BudgetOf(Limit), row.Throttle, Limit, new PermitCounts(1_000, 1_000, 1_000), default, row.Now);
            if (taken.IsChanged && await store.SwapAsync(Name, row, taken.Budget, default))
            {
                grants.AddRange(Enumerable.Repeat(row.Now, taken.Granted.Total));
            }
        }
    }

    private static DateTimeOffset Micro(DateTimeOffset time) => new(time.UtcTicks / 10 * 10, TimeSpan.Zero);
}
