using System.Globalization;

namespace Signalbox.Bench.Load.Measuring;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessUsage
{
    // /proc counts time in units of USER_HZ, which is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // After the name, whose end is the last parenthesis: state is 0, then utime 11, stime 12, and those of ended children 13 and 14.
    private static readonly Range Times = 11..15;

    /// <summary>CPU time so far, with that of ended children; 0 if the process is gone, whose time its parent then has.</summary>
    internal static double CpuSeconds(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[Times].Sum(static field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>CPU time of the whole machine so far, whoever used it; a hypervisor that took it away included.</summary>
    internal static double MachineCpuSeconds()
    {
        // cpu user nice system idle iowait irq softirq steal …; the rest is part of user and nice.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(static field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4]) / TicksPerSecond;
    }

    /// <summary>Resident memory now.</summary>
    internal static double ResidentMiB(int process) => StatusMiB(process, "VmRSS:");

    /// <summary>The most resident memory that it ever had.</summary>
    internal static double PeakResidentMiB(int process) => StatusMiB(process, "VmHWM:");

    private static double StatusMiB(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1_024;
    }
}
