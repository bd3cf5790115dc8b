using System.Text.Json;

namespace Signalbox.Bench.Load.Generating;

/// <summary>
/// The generator's process. It gets its settings as one line of JSON on standard input, makes its events and says "ready", starts at the
/// next line, and says "warm", "acked N", "measured T" (stopwatch ticks, which on Linux all processes share) and at last "result" with JSON.
/// </summary>
internal static class GeneratorProgram
{
    internal const string Argument = "generate";

    internal static int Run()
    {
        // One write a line, each at once.
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var settings = JsonSerializer.Deserialize(Console.ReadLine()!, BenchJson.Default.LoadSettings)!;
        var requests = EventSupply.Make(settings, TimeProvider.System, out var meanBodyBytes);
        GC.Collect();
        output.WriteLine("ready");
        if (Console.ReadLine() is null)
        {
            return 1;
        }

        var result = new LoadRun(settings, requests, output.WriteLine).Run(meanBodyBytes);
        output.WriteLine($"result {JsonSerializer.Serialize(result, BenchJson.Default.LoadResult)}");

        // Stays, so that its CPU time can still be read, until it is killed or left alone.
        Console.ReadLine();
        return 0;
    }
}
