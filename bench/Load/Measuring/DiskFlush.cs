using System.Diagnostics;

namespace Signalbox.Bench.Load.Measuring;

/// <summary>
/// How long the disk takes to make a small write durable. It can change severalfold within an hour, so each run says what it found.
/// </summary>
internal static class DiskFlush
{
    private const int Writes = 100;
    private const int Bytes = 8 << 10;

    /// <summary>The median of some writes to a file of this folder, in milliseconds.</summary>
    internal static double MeasureMs(string folder)
    {
        using var file = File.OpenHandle(
            Path.Combine(folder, "flush-probe"), FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose, Writes * Bytes);
        var bytes = new byte[Bytes];
        var took = new double[Writes];
        for (var i = 0; i < Writes; i++)
        {
            var began = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, bytes, (long)i * Bytes);
            RandomAccess.FlushToDisk(file);
            took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(took);
        return took[Writes / 2];
    }
}
