using System.Diagnostics;
using System.Globalization;

namespace Signalbox.Bench.Load.Measuring;

/// <summary>Looks at a process's resident memory each second, beside how far the load is.</summary>
internal sealed class MemorySampler : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<MemorySample> _samples = [];
    private readonly Task _running;
    private int _acked;

    internal MemorySampler(int process, bool enabled) => _running = enabled ? SampleAsync(process) : Task.CompletedTask;

    /// <summary>What was seen; complete after <see cref="StopAsync"/>.</summary>
    internal IReadOnlyList<MemorySample> Samples => _samples;

    /// <summary>Takes the generator's progress from one of its lines.</summary>
    internal void Note(string line) => Volatile.Write(ref _acked, int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));

    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task SampleAsync(int process)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                _samples.Add(new MemorySample(
                    Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1), Volatile.Read(ref _acked), ProcessUsage.ResidentMiB(process)));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
