using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Signalbox.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Calls;

/// <summary>Who holds how many slots: what one process writes another does not overwrite, and all together hold no more than the limit.</summary>
public sealed class SlotStoreTests : IAsyncLifetime
{
    private const string Name = "stripe/api";
    private TestDatabase _database = null!;
    private PostgresSlotStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresSlotStore(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Swap_Written_IsReadBack()
    {
        var none = await _store.ReadAsync(Name, default);
        Assert.Equal(0, none.Version);
        Assert.Empty(none.Holdings);

        var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        SlotHolding[] holdings = [new("a", 3, 9, at, at.AddSeconds(40)), new("b", 0, 1, at.AddSeconds(1), at.AddSeconds(41))];
        Assert.True(await _store.SwapAsync(Name, none, holdings, default));
        var row = await _store.ReadAsync(Name, default);
        Assert.Equal(1, row.Version);
        Assert.Equal(holdings, row.Holdings);

        Assert.True(await _store.SwapAsync(Name, row, [], default));
        Assert.Empty((await _store.ReadAsync(Name, default)).Holdings);
    }

    [Fact]
    public async Task Swap_ManyWritersRace_OneWins()
    {
        for (var i = 0; i < 20; i++)
        {
            var row = await _store.ReadAsync(Name, default);
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(
                () => _store.SwapAsync(Name, row, [new SlotHolding($"{n}", n, n, row.Now, row.Now)], default))));

            Assert.Single(won, static w => w);
            Assert.Equal(row.Version + 1, (await _store.ReadAsync(Name, default)).Version);
        }
    }

    [Fact]
    public async Task ThreeProcessesUnderFullDemand_NeverMoreInFlightThanMayBe_AndEachIsServed()
    {
        const int Most = 4;
        List<NpgsqlDataSource> sources = [.. Enumerable.Range(0, 3).Select(_ => NpgsqlDataSource.Create(_database.ConnectionString))];
        List<SlotPool> processes =
        [
            .. sources.Select((source, i) => new SlotPool(
                Name, Most, SlotLease.For(TimeSpan.FromSeconds(20)), $"process {i}", new PostgresSlotStore(source), 1_000, TimeProvider.System, NullLogger.Instance)),
        ];
        var (inFlight, most) = (0, 0);
        var gate = new Lock();
        await Task.WhenAll(
            from process in processes
            from caller in Enumerable.Range(0, 10)
            select Task.Run(async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    Assert.NotNull(await process.TakeAsync(PermitPriority.Interactive, TimeSpan.FromMinutes(2), default));
                    lock (gate)
                    {
                        most = Math.Max(most, ++inFlight);
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
                    lock (gate)
                    {
                        inFlight--;
                    }

                    process.Return(PermitPriority.Interactive);
                }
            }));

        Assert.InRange(most, 2, Most);

        // Nothing is wanted any more: what they held is given back.
        while ((await _store.ReadAsync(Name, default)).Holdings.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }
    }
}
