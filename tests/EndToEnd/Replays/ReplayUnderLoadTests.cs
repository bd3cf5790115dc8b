using System.Diagnostics;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>
/// A long journal replayed while live events come: not a byte of the rows changes, nothing leaves, and what it costs live events and memory is
/// printed. With <c>SIGNALBOX_TEST_LONG=1</c> a million events.
/// </summary>
public sealed class ReplayUnderLoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int EventsOfACustomer = 20;
    private const int LivePerSecond = 500;

    // The part by which the second half of a long replay may need more memory than the first.
    private const double Flat = 1.25;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("SIGNALBOX_TEST_LONG") == "1";
    private static readonly int Events = IsLong ? 1_000_000 : 30_000;
    private static readonly TimeSpan Baseline = TimeSpan.FromSeconds(IsLong ? 30 : 5);

    private TestDatabase _database = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Replay_BesideLiveEvents_ChangesNoByte_AndNothingLeaves()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        var clock = Stopwatch.StartNew();
        await JournalFill.FillAsync(_database, Events, Events / EventsOfACustomer);
        output.WriteLine($"{Events:N0} events in the journal after {clock.Elapsed.TotalSeconds:F1} s");
        await using var signalbox = await SignalboxProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Signalbox"] = _database.ConnectionString,
            ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
            ["Signalbox__Replays__LookInterval"] = "00:00:00.100",
        });
        await JournalFill.WaitUntilAppliedAsync(_database);
        output.WriteLine($"all applied after {clock.Elapsed.TotalSeconds:F1} s");
        var before = await ProjectionDigest.OfAllAsync(_database, without: "live_");
        using var load = new LiveLoad(signalbox, LivePerSecond);

        // The first requests compile what they run through.
        await DuringAsync(load, static stop => Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, stop));
        var alone = await DuringAsync(load, static stop => Task.Delay(Baseline, TimeProvider.System, stop));
        var atRest = ResidentMemory.Of(signalbox);
        var (done, took) = (default(JsonElement), TimeSpan.Zero);
        using var sampling = new CancellationTokenSource();
        var sampled = ResidentMemory.SampleAsync(signalbox, sampling.Token);
        var beside = await DuringAsync(load, async _ =>
        {
            var began = Stopwatch.GetTimestamp();
            var id = await ReplayJob.StartAsync(signalbox.Client);
            done = await FollowAsync(signalbox, id);
            took = Stopwatch.GetElapsedTime(began);
        });
        await sampling.CancelAsync();
        var memory = await sampled;

        Assert.Equal((0, 0, JsonValueKind.False), (ReplayJob.Number(done, "rows"), ReplayJob.Number(done, "failed"), done.GetProperty("effects").ValueKind));
        Assert.InRange(ReplayJob.Number(done, "applied"), Events, Events + load.Sent);
        Assert.Equal(before, await ProjectionDigest.OfAllAsync(_database, without: "live_"));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM operations"));
        await JournalFill.WaitUntilAppliedAsync(_database);
        Assert.Equal((long)load.Sent, await _database.ScalarAsync("SELECT count(*) FROM journal WHERE starts_with(event_id, 'evt_live_')"));
        var (firstHalf, secondHalf) = (memory.Take(memory.Count / 2).DefaultIfEmpty(atRest).Max(), memory.Skip(memory.Count / 2).Max());
        output.WriteLine($"""
            replay: {ReplayJob.Number(done, "looked"):N0} events in {took.TotalSeconds:F1} s, {ReplayJob.Number(done, "looked") / took.TotalSeconds:N0} a second
            live acks at {LivePerSecond} a second: p99 {LiveLoad.P99(alone):F1} ms alone ({alone.Count:N0}), {LiveLoad.P99(beside):F1} ms beside the replay ({beside.Count:N0}), ratio {LiveLoad.P99(beside) / LiveLoad.P99(alone):F2}
            resident memory: {atRest:F0} MiB before, at most {firstHalf:F0} MiB in the first half and {secondHalf:F0} MiB in the second
            """);
        Assert.True(!IsLong || secondHalf <= firstHalf * Flat, $"The memory grows: {string.Join(' ', memory.Select(static m => $"{m:F0}"))} MiB.");
    }

    /// <summary>Live events while this goes on.</summary>
    private static async Task<IReadOnlyList<double>> DuringAsync(LiveLoad load, Func<CancellationToken, Task> workAsync)
    {
        using var stop = new CancellationTokenSource();
        var sending = load.RunAsync(stop.Token);
        await workAsync(CancellationToken.None);
        await stop.CancelAsync();
        return await sending;
    }

    /// <summary>Waits for its end for as long as it gets on.</summary>
    private static async Task<JsonElement> FollowAsync(SignalboxProcess signalbox, string id)
    {
        var looked = -1L;
        while (true)
        {
            var last = looked;
            var now = await ReplayJob.ReadAsync(signalbox.Client, id, r => ReplayJob.State(r) == "done" || ReplayJob.Number(r, "looked") > last);
            if (ReplayJob.State(now) == "done")
            {
                return now;
            }

            looked = ReplayJob.Number(now, "looked");
        }
    }
}
