using System.Diagnostics;
using Npgsql;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Chaos;

/// <summary>Load with a known end, and processes that die in the middle of it: nothing acknowledged is lost, doubled or applied twice.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int InFlight = 16;

    [Fact]
    public async Task ProcessKilled_NothingIsLostOrDoubled()
    {
        var plan = ChaosPlan.Create(faults: 4);
        var chance = new Random(plan.Seed);
        await using var process = await ChaosProcess.StartAsync();
        await RunEmbeddedAsync(nameof(ProcessKilled_NothingIsLostOrDoubled), plan, process, () => process.KillAsync(chance));
    }

    [Fact]
    public async Task PostgresKilled_SameProcessRecovers()
    {
        var plan = ChaosPlan.Create(faults: 3);
        await using var process = await ChaosProcess.StartAsync();
        var first = process.Current;
        await RunEmbeddedAsync(nameof(PostgresKilled_SameProcessRecovers), plan, process, process.KillPostgresAsync);
        Assert.Same(first, process.Current);
    }

    [Fact]
    public async Task Terminated_EndsCleanlyAndNextOneGoesOn()
    {
        var plan = ChaosPlan.Create(faults: 2);
        await using var process = await ChaosProcess.StartAsync();
        await RunEmbeddedAsync(nameof(Terminated_EndsCleanlyAndNextOneGoesOn), plan, process, async () => Assert.Equal(0, await process.TerminateAsync()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task SeveralProcessesOnOneDatabase_OneKilled_NothingIsLostOrDoubled(int count)
    {
        var plan = ChaosPlan.Create(faults: 3);
        var chance = new Random(plan.Seed);
        await using var database = await TestDatabase.CreateAsync();
        var processes = new List<ChaosProcess>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                processes.Add(await ChaosProcess.StartAsync(database.ConnectionString));
            }

            await RunAsync($"{count} processes", plan, processes, database.DataSource, () => processes[chance.Next(count)].KillAsync(chance));
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    private async Task RunEmbeddedAsync(string name, ChaosPlan plan, ChaosProcess process, Func<Task> strikeAsync)
    {
        await using var database = process.Connect();
        await RunAsync(name, plan, [process], database, strikeAsync);
    }

    private async Task RunAsync(string name, ChaosPlan plan, IReadOnlyList<ChaosProcess> processes, NpgsqlDataSource database, Func<Task> strikeAsync)
    {
        output.WriteLine($"chaos: {name}: seed {plan.Seed} (SIGNALBOX_CHAOS_SEED={plan.Seed} replays it)");
        try
        {
            var watch = new StreamWatch(database);
            using var sender = new LoadSender(plan.Sendings, [.. processes.Select(static p => p.Address)]);
            var load = sender.RunAsync(InFlight, ChaosPlan.Patience);
            foreach (var at in plan.FaultsAt)
            {
                // The load ends first only if it fails.
                await await Task.WhenAny(sender.WaitForAsync(at), load);
                var struck = Stopwatch.GetTimestamp();
                await strikeAsync();
                await watch.WaitUntilMovedAsync(struck);
            }

            await load;
            await watch.WaitUntilAppliedAsync();
            output.WriteLine(
                $"chaos: {name}: {plan.History.Events.Count} events in {plan.Sendings.Count} sendings, {sender.SentAgain} sent again, {plan.FaultsAt.Count} faults, "
                + $"longest time until a stream moved again {watch.LongestStandstill.TotalSeconds:f1} s");

            var aftermath = new Aftermath(database, plan.Seed, plan.History.Events.ToDictionary(static e => e.Id, static e => e.Body), plan.History.Truth.Rows);
            await aftermath.AssertJournalAsync([.. sender.Acknowledged.Keys]);
            await aftermath.AssertStreamsAsync();
            await aftermath.AssertProjectionsAsync();
            Assert.Empty(sender.Unexpected);
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
