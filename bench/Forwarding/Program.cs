using System.CommandLine;
using System.Globalization;
using Signalbox.Bench.Forwarding;
using Signalbox.Bench.Load.Postgres;
using Signalbox.Bench.Load.Reporting;

var rounds = new Option<int>("--rounds") { Description = "How often the bound and the product run; they take turns.", DefaultValueFactory = static _ => 3 };
var events = new Option<int>("--events") { Description = "Deliveries of a run, over ten destinations.", DefaultValueFactory = static _ => 100_000 };
var seconds = new Option<int>("--seconds") { Description = "How long latencies are measured.", DefaultValueFactory = static _ => 15 };
var quick = new Option<bool>("--quick") { Description = "One round of 10,000, to see that everything works. Not for comparing." };
var only = new Option<bool>("--throughput-only") { Description = "Leaves out latencies and fairness." };
var command = new RootCommand("""
    Measures deliveries to a receiver on the loopback interface: how fast the process works off what waits for ten destinations, beside a bare
    HttpClient loop that sends the same signed requests; how long an event takes from its acknowledgement to its arrival at half of that load; and
    what 100,000 deliveries that wait for another destination do to that. Load, receiver, process and a private PostgreSQL share the machine.
    """)
{
    rounds, events, seconds, quick, only,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    var (count, times, span) = parsed.GetValue(quick) ? (10_000, 1, 5) : (parsed.GetValue(events), parsed.GetValue(rounds), parsed.GetValue(seconds));
    var folder = $"/var/tmp/signalbox-bench-forwarding-{Environment.ProcessId}";
    await using var postgres = await BenchPostgres.StartAsync($"{folder}/postgres", cancellationToken);
    var bench = new ForwardingBench(postgres, folder, count);
    var (bounds, runs) = (new List<double>(), new List<Throughput>());
    for (var i = 1; i <= times; i++)
    {
        bounds.Add(await ForwardingBench.BoundAsync(count, cancellationToken));
        runs.Add(await bench.ThroughputAsync(cancellationToken));
        var run = runs[^1];
        Say($"round {i}: bare loop {bounds[^1]:N0}/s; deliveries {run.PerSecond:N0}/s, ratio {run.PerSecond / bounds[^1]:F2}; cores: receiver {run.Receiver:F2}, server {run.Server:F2}, PostgreSQL {run.Postgres:F2}; peak {run.PeakMiB:F0} MiB");
    }

    var rate = Median(runs.Select(static r => r.PerSecond));
    Say($"medians: bare loop {Median(bounds):N0}/s, deliveries {rate:N0}/s, ratio {Median(runs.Zip(bounds, static (r, b) => r.PerSecond / b)):F2}");
    if (!parsed.GetValue(only))
    {
        var table = new TextTable("at half of that load, beside", "p50 ms", "p99 ms", "ratio of p99");
        double? alone = null;
        foreach (var beside in Enum.GetValues<Beside>())
        {
            var (p50, p99) = await bench.LatencyAsync(rate / 2, span, beside, cancellationToken);
            alone ??= p99;
            table.Add(beside.ToString().ToLowerInvariant(), p50.ToString("F1", CultureInfo.InvariantCulture), p99.ToString("F1", CultureInfo.InvariantCulture), (p99 / alone.Value).ToString("F2", CultureInfo.InvariantCulture));
            Say($"{beside}: p50 {p50:F1} p99 {p99:F1} ms");
        }

        Console.Out.WriteLine();
        Console.Out.Write(table);
    }

    var machine = Machine.Describe(TimeProvider.System, postgres.Version);
    Say($"{machine.Date}, commit {machine.Commit}; {machine.Cpu}, {machine.Cores} cores; PostgreSQL {machine.Postgres}, .NET {machine.DotNet}");
    return 0;
});
return await command.Parse(args).InvokeAsync();

static void Say(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));

static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
