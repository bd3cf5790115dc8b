using System.Globalization;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>How much memory a process has resident, as Linux says.</summary>
internal static class ResidentMemory
{
    /// <summary>In MiB, now.</summary>
    internal static double Of(SignalboxProcess process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1_024;
    }

    /// <summary>Samples it every quarter of a second until told to stop.</summary>
    internal static async Task<IReadOnlyList<double>> SampleAsync(SignalboxProcess process, CancellationToken stop)
    {
        var samples = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            samples.Add(Of(process));
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, CancellationToken.None);
        }

        return samples;
    }
}
