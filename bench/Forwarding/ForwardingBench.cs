using System.Diagnostics;
using System.Text;
using Signalbox.Bench.Load.Measuring;
using Signalbox.Bench.Load.Postgres;

namespace Signalbox.Bench.Forwarding;

/// <summary>What is measured of deliveries.</summary>
/// <param name="postgres">The server.</param>
/// <param name="folder">For each process's files.</param>
/// <param name="events">Events, and deliveries, of a run.</param>
internal sealed class ForwardingBench(BenchPostgres postgres, string folder, int events)
{
    private const int Destinations = 10;
    private const int Concurrency = 10;
    private const int Streams = 1_000;
    private static readonly byte[] Data = Encoding.UTF8.GetBytes($"{{\"amount\":4200,\"currency\":\"eur\",\"note\":\"{new string('x', 1_200)}\"}}");

    private int _runs;

    /// <summary>The bound.</summary>
    /// <returns>Requests a second.</returns>
    internal static async Task<double> BoundAsync(int events, CancellationToken cancellationToken)
    {
        await using var receiver = new Receiver();
        var body = Encoding.UTF8.GetBytes($"{{\"type\":\"order.paid\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{Encoding.UTF8.GetString(Data)}}}");
        await BareLoop.RunAsync(receiver.Port, Destinations * Concurrency, events / 10, body, cancellationToken);
        return await BareLoop.RunAsync(receiver.Port, Destinations * Concurrency, events, body, cancellationToken);
    }

    /// <summary>Works off what waits for ten destinations.</summary>
    internal async Task<Throughput> ThroughputAsync(CancellationToken cancellationToken)
    {
        await using var receiver = new Receiver();
        await using var forwarder = await Forwarder.StartAsync(postgres, $"{folder}/{++_runs}", cancellationToken);
        var numbers = await DestinationsAsync(forwarder, receiver, "warm.*", cancellationToken);
        await PublishAsync(forwarder, "order.paid", 0, events, cancellationToken);
        await forwarder.UntilAppliedAsync(events, cancellationToken);

        // For the JIT: a tenth of it.
        await forwarder.QueueAsync(numbers, events / 10, cancellationToken);
        await WakeAsync(forwarder, 0, cancellationToken);
        await forwarder.UntilAsync(async () => await forwarder.WaitingAsync(cancellationToken) == 0, TimeSpan.FromMinutes(5), "the first are delivered", cancellationToken);
        await postgres.CheckpointAsync(cancellationToken);

        var (before, cpu) = (receiver.Requests, Cpu(forwarder));
        await forwarder.QueueAsync(numbers, events, cancellationToken);
        await WakeAsync(forwarder, 1, cancellationToken);
        await forwarder.UntilAsync(() => Task.FromResult(receiver.Requests > before), TimeSpan.FromMinutes(1), "it begins", cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await forwarder.UntilAsync(() => Task.FromResult(receiver.Requests >= before + events), TimeSpan.FromMinutes(5), "all are delivered", cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = Cpu(forwarder);
        return new Throughput(
            events / seconds, (after.Receiver - cpu.Receiver) / seconds, (after.Server - cpu.Server) / seconds, (after.Postgres - cpu.Postgres) / seconds,
            ProcessUsage.PeakResidentMiB(forwarder.Id));
    }

    /// <summary>From the acknowledgement of the publishing to the arrival, at so many events a second.</summary>
    /// <param name="rate">Events a second.</param>
    /// <param name="seconds">For so long.</param>
    /// <param name="beside">What else waits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>p50 and p99 in milliseconds.</returns>
    internal async Task<(double P50, double P99)> LatencyAsync(double rate, int seconds, Beside beside, CancellationToken cancellationToken)
    {
        await using var receiver = new Receiver();
        await using var forwarder = await Forwarder.StartAsync(postgres, $"{folder}/{++_runs}", cancellationToken);
        using var silent = new Silence();
        var numbers = await DestinationsAsync(forwarder, receiver, "live.*", cancellationToken);
        if (beside is not Beside.Nothing)
        {
            await PublishAsync(forwarder, "order.paid", 0, events, cancellationToken);
            await forwarder.UntilAppliedAsync(events, cancellationToken);
            var url = beside switch
            {
                Beside.Refusing => $"http://127.0.0.1:{Forwarder.FreePort()}/",
                Beside.Silent => $"http://127.0.0.1:{silent.Port}/",
                _ => $"http://127.0.0.1:{receiver.Port}/other",
            };
            var other = await forwarder.DestinationAsync(url, "other.*", Concurrency, cancellationToken);
            await forwarder.QueueAsync([other], events, cancellationToken);
        }

        // The first second is for the JIT.
        await SendAsync(forwarder, numbers.Count, 1_000_000, rate, 5, cancellationToken);
        receiver.IsNoting = true;
        var acked = await SendAsync(forwarder, numbers.Count, 2_000_000, rate, seconds, cancellationToken);
        var arrived = new Dictionary<string, long>(StringComparer.Ordinal);
        await forwarder.UntilAsync(
            () =>
            {
                foreach (var (name, at) in receiver.TakeArrived())
                {
                    arrived[name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..]] = at;
                }

                return Task.FromResult(acked.Keys.All(arrived.ContainsKey));
            },
            TimeSpan.FromMinutes(2), "all that was published has arrived", cancellationToken);
        var took = acked.Select(a => Stopwatch.GetElapsedTime(a.Value, Math.Max(a.Value, arrived[a.Key])).TotalMilliseconds).Order().ToList();
        return (took[took.Count / 2], took[(int)(took.Count * 0.99)]);
    }

    private static async Task<Dictionary<string, long>> SendAsync(Forwarder forwarder, int destinations, int first, double rate, int seconds, CancellationToken cancellationToken)
    {
        // Small requests at even intervals, many under way at once.
        const int Batch = 4;
        var acked = new Dictionary<string, long>(StringComparer.Ordinal);
        var (began, requests) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var i = 0; i < rate * seconds / Batch; i++)
        {
            var due = TimeSpan.FromSeconds(i * Batch / rate);
            if (due - Stopwatch.GetElapsedTime(began) is var wait && wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait, TimeProvider.System, cancellationToken);
            }

            var from = first + (i * Batch);
            requests.Add(Task.Run(
                async () =>
                {
                    await forwarder.PublishAsync($"live.{i % destinations}", from, Batch, Streams, Data, cancellationToken);
                    var at = Stopwatch.GetTimestamp();
                    lock (acked)
                    {
                        for (var n = from; n < from + Batch; n++)
                        {
                            acked[$"evt_{n}"] = at;
                        }
                    }
                },
                cancellationToken));
        }

        await Task.WhenAll(requests);
        return acked;
    }

    private static async Task<List<long>> DestinationsAsync(Forwarder forwarder, Receiver receiver, string types, CancellationToken cancellationToken)
    {
        var numbers = new List<long>();
        for (var i = 0; i < Destinations; i++)
        {
            numbers.Add(await forwarder.DestinationAsync($"http://127.0.0.1:{receiver.Port}/{i}", types.Replace("*", $"{i}", StringComparison.Ordinal), Concurrency, cancellationToken));
        }

        return numbers;
    }

    /// <summary>An event for each destination, which makes its grain look.</summary>
    private static async Task WakeAsync(Forwarder forwarder, int time, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Destinations; i++)
        {
            await forwarder.PublishAsync($"warm.{i}", 3_000_000 + (time * Destinations) + i, 1, Streams, Data, cancellationToken);
        }
    }

    private static async Task PublishAsync(Forwarder forwarder, string type, int first, int count, CancellationToken cancellationToken)
    {
        for (var from = first; from < first + count; from += 500)
        {
            await forwarder.PublishAsync(type, from, Math.Min(500, first + count - from), Streams, Data, cancellationToken);
        }
    }

    private (double Receiver, double Server, double Postgres) Cpu(Forwarder forwarder) => (
        ProcessUsage.CpuSeconds(Environment.ProcessId), ProcessUsage.CpuSeconds(forwarder.Id), postgres.FindProcesses().Sum(ProcessUsage.CpuSeconds));
}

/// <summary>Deliveries a second, cores used, and memory.</summary>
internal sealed record Throughput(double PerSecond, double Receiver, double Server, double Postgres, double PeakMiB);

/// <summary>What waits beside the deliveries that are measured.</summary>
internal enum Beside
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>As many as a run has events, for an endpoint that nobody listens at.</summary>
    Refusing,

    /// <summary>The same, for one that takes requests and never answers.</summary>
    Silent,

    /// <summary>The same, for one that does well.</summary>
    Busy,
}
