using Signalbox.Postgres;

namespace Signalbox.Bench.Load.Reporting;

/// <summary>Where and what was measured; no figure is worth anything without it.</summary>
/// <param name="Date">The day (UTC).</param>
/// <param name="Commit">The commit, with <c>+</c> if files differ from it.</param>
/// <param name="Cpu">The CPU's model.</param>
/// <param name="Cores">How many cores there are, for the generator, the server and PostgreSQL together.</param>
/// <param name="MemoryGiB">The machine's memory.</param>
/// <param name="Postgres">PostgreSQL's version.</param>
/// <param name="DotNet">.NET's version.</param>
/// <param name="Kernel">The operating system's version.</param>
internal sealed record Machine(string Date, string Commit, string Cpu, int Cores, double MemoryGiB, string Postgres, string DotNet, string Kernel)
{
    internal static Machine Describe(TimeProvider time, string postgres) => new(
        time.GetUtcNow().ToString("yyyy-MM-dd"),
        DescribeCommit(),
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown",
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        postgres,
        Environment.Version.ToString(),
        Environment.OSVersion.Version.ToString());

    private static string DescribeCommit()
    {
        var commit = Git("rev-parse", "--short=10", "HEAD");
        return commit is null ? "unknown" : Git("status", "--porcelain") is { Length: > 0 } ? $"{commit}+" : commit;
    }

    private static string? Git(params string[] arguments)
    {
        var answer = ShellCommand.Run(["git", "-C", AppContext.BaseDirectory, .. arguments]);
        return answer.Succeeded ? answer.Output : null;
    }
}
