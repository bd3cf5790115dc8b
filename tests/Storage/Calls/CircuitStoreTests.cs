using Npgsql;
using Signalbox.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Calls;

/// <summary>However many processes ask a half-open circuit, the configured few probes are sent; what one writes another does not overwrite.</summary>
public sealed class CircuitStoreTests : IAsyncLifetime
{
    private const string Name = "stripe/payments";

    private static readonly CircuitRule Rule = new(
        TimeSpan.FromSeconds(30), 0.5, 10, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60), Probes: 3, TimeSpan.FromSeconds(60));

    private TestDatabase _database = null!;
    private PostgresCircuitStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresCircuitStore(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData((int)CircuitState.Closed)]
    [InlineData((int)CircuitState.Open)]
    [InlineData((int)CircuitState.HalfOpen)]
    [InlineData((int)CircuitState.Isolated)]
    public async Task Swap_Written_IsReadBack(int state)
    {
        var row = await _store.ReadAsync(Name, default);
        Assert.Equal(Circuit.New, row.Circuit);
        var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var circuit = new Circuit((CircuitState)state, new OutcomeWindow([1, 2], [3, 4], [5, 6]), 7, at, at.AddDays(-1), 8, 9, 2);

        Assert.True(await _store.SwapAsync(Name, row, circuit, default));
        row = await _store.ReadAsync(Name, default);
        Assert.Equivalent(circuit, row.Circuit, strict: true);
        Assert.True(await _store.SwapAsync(Name, row, circuit with { Breaks = 0 }, default));
        Assert.Equal(0, (await _store.ReadAsync(Name, default)).Circuit.Breaks);
    }

    [Fact]
    public async Task Swap_TwoWritersRace_OneWins()
    {
        for (var i = 0; i < 20; i++)
        {
            var row = await _store.ReadAsync(Name, default);
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _store.SwapAsync(Name, row, row.Circuit, default))));

            Assert.Single(won, static w => w);
            Assert.Equal(row.Version + 1, (await _store.ReadAsync(Name, default)).Version);
        }
    }

    [Fact]
    public async Task ThreeProcessesAskAHalfOpenCircuit_ProbesAreTheConfiguredFew()
    {
        var row = await _store.ReadAsync(Name, default);
        var open = CircuitMachine.Report(row.Circuit, new OutcomeBatch(0, 0, 10), Rule, row.Now);
        Assert.Equal(CircuitState.Open, open.State);

        // As if the break were over.
        await _store.SwapAsync(Name, row, open with { Until = row.Now }, default);

        List<NpgsqlDataSource> processes = [.. Enumerable.Range(0, 3).Select(_ => NpgsqlDataSource.Create(_database.ConnectionString))];
        var answers = await Task.WhenAll(
            from source in processes
            let store = new PostgresCircuitStore(source)
            from asker in Enumerable.Range(0, 8)
            select Task.Run(() => AskAsync(store)));
        foreach (var source in processes)
        {
            await source.DisposeAsync();
        }

        Assert.Equal(Rule.Probes, answers.Count(static a => a.MaySend));
        Assert.All(answers, static a => Assert.Equal(CircuitState.HalfOpen, a.State));
    }

    private static async Task<CircuitAnswer> AskAsync(PostgresCircuitStore store)
    {
        while (true)
        {
            var row = await store.ReadAsync(Name, default);
            var (next, answer) = CircuitMachine.Ask(row.Circuit, Rule, row.Now);
            if (ReferenceEquals(next, row.Circuit) || await store.SwapAsync(Name, row, next, default))
            {
                return answer;
            }
        }
    }
}
