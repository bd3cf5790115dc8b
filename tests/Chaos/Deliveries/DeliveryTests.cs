using Npgsql;
using Signalbox.Tests.Support;
using Signalbox.Tests.Support.Deliveries;

namespace Signalbox.Tests.Chaos.Deliveries;

/// <summary>Deliveries while processes and PostgreSQL die and stand still: everything arrives, each stream in its order, each copy under the same id.</summary>
public sealed class DeliveryTests(ITestOutputHelper output)
{
    private static int Strikes(int few) => ChaosPlan.IsLong ? 30 : few;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ProcessKilled_EverythingArrivesInOrder(int count)
    {
        await using var database = await TestDatabase.CreateAsync();
        await RunAsync($"{count} processes, one killed", count, Strikes(2), database, async (_, processes, chance) => await processes[chance.Next(count)].KillAsync(chance));
    }

    [Fact]
    public async Task ProcessStandsStill_AnotherGoesOnInOrder()
    {
        await using var database = await TestDatabase.CreateAsync();
        var turn = 0;
        await RunAsync("2 processes, one stopped", count: 2, Strikes(1), database, async (run, processes, _) =>
        {
            var stopped = processes[turn++ % 2].Current.Id;
            SignalboxProcess.Signal("STOP", stopped);
            try
            {
                // Three leases: whatever it delivered to is another's.
                await Task.Delay(TimeSpan.FromSeconds(ChaosPlan.IsLong ? 20 : 10), TimeProvider.System, CancellationToken.None);
            }
            finally
            {
                SignalboxProcess.Signal("CONT", stopped);
            }
        });
    }

    [Fact]
    public async Task PostgresKilled_EverythingArrivesAndStreamsStayInOrder()
    {
        await using var process = await ChaosProcess.StartAsync(database: null, DestinationCalls.Settings);
        await using var database = process.Connect();
        await RunAsync("PostgreSQL killed", [process], Strikes(1), database, isCommitOrderKept: false, (_, _, _) => process.KillPostgresAsync());
    }

    private async Task RunAsync(string name, int count, int strikes, TestDatabase database, Func<DeliveryRun, IReadOnlyList<ChaosProcess>, Random, Task> strikeAsync)
    {
        var processes = new List<ChaosProcess>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                processes.Add(await ChaosProcess.StartAsync(database.ConnectionString, DestinationCalls.Settings));
            }

            await RunAsync(name, processes, strikes, database.DataSource, isCommitOrderKept: true, strikeAsync);
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    private async Task RunAsync(
        string name, IReadOnlyList<ChaosProcess> processes, int count, NpgsqlDataSource database, bool isCommitOrderKept,
        Func<DeliveryRun, IReadOnlyList<ChaosProcess>, Random, Task> strikeAsync)
    {
        var seed = ChaosPlan.NewSeed();
        var chance = new Random(seed);
        output.WriteLine($"chaos: deliveries: {name}: seed {seed} (SIGNALBOX_CHAOS_SEED={seed} replays it)");
        await using var run = new DeliveryRun(seed, processes, database);
        try
        {
            var strikes = Enumerable.Range(0, count).Select(_ => (int)(run.Events.Count * (0.05 + (0.85 * chance.NextDouble())))).ToList();
            var again = await run.PublishAsync(strikes, () => strikeAsync(run, processes, chance));
            await run.ArrivedAsync();
            output.WriteLine($"chaos: deliveries: {name}: {run.Events.Count} events, {again} published again, {count} strikes, {run.Repeated} requests that were not an event's first");
            Assert.Empty(await run.FaultsAsync(isCommitOrderKept));
        }
        catch
        {
            foreach (var process in processes)
            {
                output.WriteLine($"{process.Address}:\n{process.LogTail()}");
            }

            throw;
        }
    }
}
