using System.Globalization;
using Signalbox.Bench.Load.Measuring;
using Signalbox.Bench.Load.Postgres;
using Signalbox.Bench.Load.Reporting;
using Signalbox.Bench.Load.Subjects;

namespace Signalbox.Bench.Load;

/// <summary>All runs of one command: rounds in which each subject has its turn, then the open loop, then the long run.</summary>
internal sealed class Bench(BenchOptions options, BenchPostgres postgres, string folder, TimeProvider time)
{
    /// <summary>The label of the closed loop's runs.</summary>
    internal const string ClosedLoop = "closed loop";

    // In an open loop the sender must not be what events wait for.
    private const int OpenLoopConnectionsFactor = 4;
    private const int Million = 1_000_000;
    private const double EventsSpare = 1.4;
    private const int BytesPerEvent = 4_500;

    private static readonly double[] OpenLoopShares = [0.5, 0.8];

    private readonly List<RunFigures> _runs = [];
    private int _seed = (int)(time.GetUtcNow().ToUnixTimeSeconds() & 0x3fff_ffff);

    private TimeSpan WarmUp => TimeSpan.FromSeconds(options.WarmUpSeconds);

    private TimeSpan Duration => TimeSpan.FromSeconds(options.Seconds);

    internal async Task<IReadOnlyList<RunFigures>> RunAsync(CancellationToken cancellationToken)
    {
        var subjects = Subject.All.Where(s => options.Subjects.Contains(s.Name)).ToList();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var subject in subjects)
            {
                await MeasureAsync(subject, round, new LoadPlan(ClosedLoop, EventsFor(subject), options.Connections, WarmUp, Duration, 0, false), cancellationToken);
            }
        }

        foreach (var subject in subjects.Where(static s => s.Applies))
        {
            await RunOpenLoopAsync(subject, cancellationToken);
            if (options.Million)
            {
                var plan = new LoadPlan("a million events", Million, options.Connections, TimeSpan.Zero, TimeSpan.FromHours(2), 0, true);
                await MeasureAsync(subject, 1, plan, cancellationToken);
            }
        }

        return _runs;
    }

    private async Task RunOpenLoopAsync(Subject subject, CancellationToken cancellationToken)
    {
        var most = new Medians(_runs.Where(r => r.Subject == subject.Name)).Of(static r => r.DonePerSecond);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var share in OpenLoopShares)
            {
                var rate = Math.Round(most * share);
                var events = (int)(rate * (options.WarmUpSeconds + options.Seconds) * 1.1) + 1_000;
                var label = string.Create(CultureInfo.InvariantCulture, $"open loop at {share:P0} ({rate:F0}/s)").Replace(" %", "%", StringComparison.Ordinal);
                var plan = new LoadPlan(label, events, options.Connections * OpenLoopConnectionsFactor, WarmUp, Duration, rate, false);
                await MeasureAsync(subject, round, plan, cancellationToken);
            }
        }
    }

    private async Task MeasureAsync(Subject subject, int round, LoadPlan plan, CancellationToken cancellationToken)
    {
        var run = await new SubjectRun(postgres, folder, subject, plan).MeasureAsync(round, options.Entities, _seed++, cancellationToken);
        _runs.Add(run);
        var lag = run.ApplyLagP99Ms is { } ms ? $", apply lag p99 {ms:F0} ms, caught up in {run.CatchUpSeconds:F2} s" : string.Empty;
        Console.Error.WriteLine(
            $"  round {round}, {subject.Name}, {plan.Label}: {run.AckedPerSecond:N0} acked/s, {run.DonePerSecond:N0} done/s, ack p50 {run.AckP50Ms:F1} p99 {run.AckP99Ms:F1} ms{lag}; cores {run.GeneratorCores:F2} + {run.ServerCores:F2} + {run.PostgresCores:F2}, others {run.OtherCores:F2}");
    }

    /// <summary>Enough for the rate seen so far and some more, within a third of the memory that is free.</summary>
    private int EventsFor(Subject subject)
    {
        var seen = _runs.Where(r => r.Subject == subject.Name && r.Load == ClosedLoop).Select(static r => r.AckedPerSecond).DefaultIfEmpty(0).Max();
        var rate = seen > 0 ? seen * EventsSpare : subject.GuessedRate;
        var affordable = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3 / BytesPerEvent;
        return (int)Math.Min(rate * (options.WarmUpSeconds + options.Seconds), affordable);
    }
}
