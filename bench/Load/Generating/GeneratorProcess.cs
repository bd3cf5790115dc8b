using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Signalbox.Bench.Load.Generating;

/// <summary>A generator in a process of its own, so that its cost can be told from everybody else's. See <see cref="GeneratorProgram"/>.</summary>
internal sealed class GeneratorProcess : IDisposable
{
    private readonly Process _process;

    private GeneratorProcess(Process process) => _process = process;

    internal int Id => _process.Id;

    /// <summary>Starts it and waits until it has made its events.</summary>
    internal static async Task<GeneratorProcess> StartAsync(LoadSettings settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Assembly.GetExecutingAssembly().Location, GeneratorProgram.Argument])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var generator = new GeneratorProcess(Process.Start(start)!);
        try
        {
            await generator.TellAsync(JsonSerializer.Serialize(settings, BenchJson.Default.LoadSettings), cancellationToken);
            await generator.ExpectAsync("ready", null, cancellationToken);
            return generator;
        }
        catch
        {
            generator.Dispose();
            throw;
        }
    }

    internal Task GoAsync(CancellationToken cancellationToken) => TellAsync("go", cancellationToken);

    /// <summary>Waits until it says this.</summary>
    /// <remarks>Lines before it go to <paramref name="onOther"/>; without it there must be none.</remarks>
    /// <returns>The rest of the line.</returns>
    internal async Task<string> ExpectAsync(string word, Action<string>? onOther, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                return line[word.Length..].TrimStart();
            }

            (onOther ?? throw new InvalidOperationException($"The load generator said '{line}' instead of '{word}'."))(line);
        }

        throw new InvalidOperationException($"The load generator ended before it said '{word}'.");
    }

    /// <summary>Reads what follows "result".</summary>
    internal static LoadResult ReadResult(string json) => JsonSerializer.Deserialize(json, BenchJson.Default.LoadResult)!;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task TellAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }
}
