using System.Diagnostics;
using System.Globalization;
using Signalbox.Bench.Load.Generating;
using Signalbox.Bench.Load.Postgres;
using Signalbox.Bench.Load.Subjects;

namespace Signalbox.Bench.Load.Measuring;

/// <summary>One run of one subject: a new database, a new server process, a new generator with events of its own.</summary>
internal sealed class SubjectRun(BenchPostgres postgres, string folder, Subject subject, LoadPlan plan)
{
    private const string LagMetric = "signalbox_streams_apply_lag_seconds";
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CatchUpPoll = TimeSpan.FromMilliseconds(10);

    /// <exception cref="InvalidOperationException">What the server answered and what is in the database differ, or it never caught up.</exception>
    internal async Task<RunFigures> MeasureAsync(int round, int entities, int seed, CancellationToken cancellationToken)
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken);
        await using var server = await ServerProcess.StartAsync(subject, database, Path.Combine(folder, "server"), cancellationToken);
        using var generator = await GeneratorProcess.StartAsync(
            new LoadSettings(
                server.Port, ServerProcess.WebhookSecret, plan.Connections, entities, seed, plan.Events, plan.WarmUp, plan.Duration, plan.Rate,
                plan.SamplesMemory ? 10_000 : 0),
            cancellationToken);
        await postgres.CheckpointAsync(cancellationToken);
        var flushMs = DiskFlush.MeasureMs(folder);
        using var memory = new MemorySampler(server.Id, plan.SamplesMemory);

        Task<Usage> ReadAsync() => ReadUsageAsync(generator.Id, server.Id, database, cancellationToken);
        await generator.GoAsync(cancellationToken);
        await generator.ExpectAsync("warm", memory.Note, cancellationToken);
        var warm = await ReadAsync();
        var lagBefore = await ReadLagAsync(server, cancellationToken);
        var measuredAt = long.Parse(await generator.ExpectAsync("measured", memory.Note, cancellationToken), CultureInfo.InvariantCulture);
        var measured = await ReadAsync();
        var result = await ResultAsync(generator, memory, cancellationToken);
        var answeredAt = Stopwatch.GetTimestamp();
        await CatchUpAsync(database, server, cancellationToken);
        var done = await ReadAsync();
        var lag = await ReadLagAsync(server, cancellationToken);
        await memory.StopAsync();
        await VerifyAsync(database, result, cancellationToken);

        var ackedPerSecond = result.AckedMeasured / result.Seconds;

        // From the generator's own times: how late its lines are read must not matter.
        var doneSeconds = result.Seconds + Stopwatch.GetElapsedTime(measuredAt, done.At).TotalSeconds;
        double Micros(double seconds) => seconds * 1e6 / result.AckedSinceWarm;
        return new RunFigures(
            subject.Name, plan.Label, round, result.AckedMeasured,
            ackedPerSecond,
            subject.Applies ? result.AckedSinceWarm / doneSeconds : ackedPerSecond,
            subject.Applies ? Stopwatch.GetElapsedTime(answeredAt, done.At).TotalSeconds : null,
            result.AckP50Ms, result.AckP99Ms, result.AckMaxMs,
            lag?.PercentileSince(lagBefore, 0.5) * 1_000, lag?.PercentileSince(lagBefore, 0.99) * 1_000,
            (measured.Generator - warm.Generator) / measured.SecondsSince(warm),
            (measured.Server - warm.Server) / measured.SecondsSince(warm),
            (measured.Postgres - warm.Postgres) / measured.SecondsSince(warm),
            (measured.Others - warm.Others) / measured.SecondsSince(warm),
            Micros(done.Generator - warm.Generator), Micros(done.Server - warm.Server), Micros(done.Postgres - warm.Postgres),
            (double)result.AckedSinceWarm / Math.Max(1, done.Commits - warm.Commits),
            (double)(done.WalBytes - warm.WalBytes) / result.AckedSinceWarm,
            flushMs, ProcessUsage.PeakResidentMiB(server.Id), ProcessUsage.ResidentMiB(server.Id), result.MeanBodyBytes, result.Failed, memory.Samples);
    }

    private static async Task<LoadResult> ResultAsync(GeneratorProcess generator, MemorySampler memory, CancellationToken cancellationToken)
    {
        var line = await generator.ExpectAsync("result", memory.Note, cancellationToken);
        return GeneratorProcess.ReadResult(line);
    }

    private async Task<Usage> ReadUsageAsync(int generator, int server, BenchDatabase database, CancellationToken cancellationToken)
    {
        var at = Stopwatch.GetTimestamp();
        var usage = new Usage(
            at, ProcessUsage.CpuSeconds(generator), ProcessUsage.CpuSeconds(server), postgres.FindProcesses().Sum(ProcessUsage.CpuSeconds),
            ProcessUsage.MachineCpuSeconds(), 0, 0);
        return usage with
        {
            Commits = await database.ReadCommitsAsync(cancellationToken),
            WalBytes = await postgres.ReadWalBytesAsync(cancellationToken),
        };
    }

    private async Task<PrometheusHistogram?> ReadLagAsync(ServerProcess server, CancellationToken cancellationToken) =>
        subject.Applies ? PrometheusHistogram.Read(await server.ReadMetricsAsync(cancellationToken), LagMetric) : null;

    private async Task CatchUpAsync(BenchDatabase database, ServerProcess server, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (subject.UnappliedSql is { } sql && await database.CountAsync(sql, cancellationToken) is > 0 and var behind)
        {
            if (Stopwatch.GetElapsedTime(began) > CatchUpPatience)
            {
                throw new InvalidOperationException($"{behind} streams are still behind after {CatchUpPatience}. The server logged:\n{server.LogTail()}");
            }

            await Task.Delay(CatchUpPoll, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>A server that answers 200 and keeps less would be fast indeed.</summary>
    private async Task VerifyAsync(BenchDatabase database, LoadResult result, CancellationToken cancellationToken)
    {
        var stored = await database.CountAsync(subject.StoredSql, cancellationToken);
        if (stored < result.AckedTotal || stored > result.AckedTotal + result.Failed)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{subject.Name} acknowledged {result.AckedTotal} events ({result.Failed} failed: {result.FirstFailure}) and keeps {stored}."));
        }

        if (result.Failed > 0)
        {
            Console.Error.WriteLine($"  {subject.Name}: {result.Failed} requests failed; the first: {result.FirstFailure}");
        }
    }
}
