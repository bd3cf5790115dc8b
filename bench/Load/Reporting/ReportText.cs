using System.Text;
using Signalbox.Bench.Load.Measuring;
using Signalbox.Bench.Load.Subjects;

namespace Signalbox.Bench.Load.Reporting;

/// <summary>The report for people.</summary>
internal static class ReportText
{
    private const string ClosedLoop = Bench.ClosedLoop;

    // The kernel's share of the disk and the network is among the others.
    private const double MostOtherCores = 0.2;

    internal static string Render(BenchReport report)
    {
        var machine = report.Machine;
        var text = new StringBuilder();
        text.AppendLine(
            $"{machine.Date}, commit {machine.Commit}; {machine.Cpu}, {machine.Cores} cores, {machine.MemoryGiB} GiB, Linux {machine.Kernel}; PostgreSQL {machine.Postgres}, .NET {machine.DotNet}");
        text.AppendLine($"`{report.Command}`; bodies of {Number(report.Runs.Average(static r => r.MeanBodyBytes))} bytes on average; a flush of the disk took {Ms(report.Runs.Min(static r => r.FlushMs))} to {Ms(report.Runs.Max(static r => r.FlushMs))} ms");
        Loops(text, report);
        Costs(text, report);
        Ratios(text, report);
        Memory(text, report);
        var crowded = report.Runs.Count(static r => r.OtherCores > MostOtherCores);
        if (crowded > 0)
        {
            text.AppendLine().AppendLine($"In {crowded} of {report.Runs.Count} runs others used more than {MostOtherCores} cores: only ratios within a round mean something, and those little.");
        }

        var failed = report.Runs.Sum(static r => r.Failed);
        if (failed > 0)
        {
            text.AppendLine().AppendLine($"{failed} requests were not answered 200: these figures do not count.");
        }

        return text.ToString();
    }

    private static void Loops(StringBuilder text, BenchReport report)
    {
        var table = new TextTable(
            "medians", "runs", "acked/s", "done/s", "ack p50 ms", "p99 ms", "max ms", "apply lag p50 ms", "p99 ms", "caught up s", "memory peak MiB", "end MiB");
        foreach (var (name, runs) in Groups(report))
        {
            var of = new Medians(runs);
            table.Add(
                name, $"{runs.Count}", Number(of.Of(static r => r.AckedPerSecond)), Number(of.Of(static r => r.DonePerSecond)),
                Ms(of.Of(static r => r.AckP50Ms)), Ms(of.Of(static r => r.AckP99Ms)), Ms(of.Of(static r => r.AckMaxMs)),
                Ms(of.Of(static r => r.ApplyLagP50Ms)), Ms(of.Of(static r => r.ApplyLagP99Ms)), Ms(of.Of(static r => r.CatchUpSeconds)),
                Number(of.Of(static r => r.PeakMiB)), Number(of.Of(static r => r.EndMiB)));
        }

        text.AppendLine().Append(table).AppendLine();
        text.AppendLine("done/s: events over the time until the last of them was applied as well (signalbox), or stored (the others).");
        text.AppendLine("Open loop: Poisson arrivals; latencies count from when an event was due, whether or not it could be sent.");
    }

    private static void Costs(StringBuilder text, BenchReport report)
    {
        var table = new TextTable(
            "CPU", "cores: generator", "server", "PostgreSQL", "others", "µs an event: generator", "server", "PostgreSQL", "events a commit", "log bytes an event");
        foreach (var (name, runs) in Groups(report))
        {
            var of = new Medians(runs);
            table.Add(
                name, Cores(of.Of(static r => r.GeneratorCores)), Cores(of.Of(static r => r.ServerCores)), Cores(of.Of(static r => r.PostgresCores)),
                Cores(of.Of(static r => r.OtherCores)),
                Ms(of.Of(static r => r.GeneratorMicros)), Ms(of.Of(static r => r.ServerMicros)), Ms(of.Of(static r => r.PostgresMicros)),
                Ms(of.Of(static r => r.EventsPerCommit)), Number(of.Of(static r => r.WalBytesPerEvent)));
        }

        text.AppendLine().Append(table);
    }

    private static void Ratios(StringBuilder text, BenchReport report)
    {
        double Done(string subject) => new Medians(report.Runs.Where(r => r.Subject == subject && r.Load == ClosedLoop)).Of(static r => r.DonePerSecond);
        var signalbox = Done(Subject.SignalboxName);
        foreach (var other in Subject.All.Where(static s => !s.Applies).Select(static s => s.Name))
        {
            var ratio = signalbox / Done(other);
            if (!double.IsNaN(ratio))
            {
                var rounds = report.Runs.Where(static r => r.Load == ClosedLoop).GroupBy(static r => r.Round).Select(g =>
                    g.First(static r => r.Subject == Subject.SignalboxName).DonePerSecond / g.First(r => r.Subject == other).DonePerSecond);
                text.AppendLine().Append(
                    $"{Subject.SignalboxName}, accepted and applied, to {other}: {ratio:F2} (by round: {string.Join(", ", rounds.Select(static r => r.ToString("F2")))})");
            }
        }

        text.AppendLine();
    }

    private static void Memory(StringBuilder text, BenchReport report)
    {
        foreach (var run in report.Runs.Where(static r => r.Memory.Count >= 8))
        {
            var total = run.Memory[^1].Acked;
            var table = new TextTable("events", "resident MiB");
            for (var quarter = 1; quarter <= 4; quarter++)
            {
                var upTo = total * (long)quarter / 4;
                var sample = run.Memory.First(s => s.Acked >= upTo);
                table.Add(Number(sample.Acked), Number(sample.ResidentMiB));
            }

            // Medians of each quarter, so that one collection more or less says nothing.
            double Quarter(int n) => Median(run.Memory.Where(s => s.Acked > total * (long)(n - 1) / 4 && s.Acked <= total * (long)n / 4).Select(static s => s.ResidentMiB));
            var (third, last) = (Quarter(3), Quarter(4));
            text.AppendLine().Append(table).AppendLine();
            text.AppendLine($"Resident memory of {run.Subject}: median {third:F0} MiB in the third quarter, {last:F0} MiB in the last ({(last > third * 1.03 ? "still growing" : "no longer growing")}), peak {run.PeakMiB:F0} MiB.");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }

    private static IEnumerable<(string Name, List<RunFigures> Runs)> Groups(BenchReport report) =>
        report.Runs.GroupBy(static r => (r.Subject, r.Load)).Select(static g => (g.Key.Load == ClosedLoop ? g.Key.Subject : $"{g.Key.Subject}, {g.Key.Load}", g.ToList()));

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("N0");

    private static string Ms(double value) => double.IsNaN(value) ? "" : value.ToString(value < 10 ? "F2" : "F1");

    private static string Cores(double value) => value.ToString("F2");
}
