using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Chaos.Calls;

/// <summary>A process that calls the provider as the product does, by order (<c>tests/Caller</c>). One order at a time.</summary>
internal sealed class CallerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _folder;

    private CallerProcess(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>Starts one and waits until it can take orders.</summary>
    internal static async Task<CallerProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        // Beside this test project's own output, in the same configuration.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, "Caller", output.Name, "Signalbox.Caller.dll");
        var folder = SignalboxProcess.NewFolder();
        var start = new ProcessStartInfo("dotnet", [program]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };

        // Whoever runs the tests may have settings of their own.
        foreach (var key in start.Environment.Keys.Where(static k => k.StartsWith("SIGNALBOX", StringComparison.OrdinalIgnoreCase) || k.StartsWith("STRIPE_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(key);
        }

        start.Environment["SIGNALBOX_DATA"] = folder;
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var caller = new CallerProcess(Process.Start(start)!, folder);
        try
        {
            while (await caller.ReadAsync(Patience) != "ready")
            {
            }

            return caller;
        }
        catch
        {
            await caller.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has it call for a while.</summary>
    /// <param name="duration">How long calls begin.</param>
    /// <param name="streams">Priority, callers, and how long each rests between two calls.</param>
    internal async Task<CallTally> RunAsync(TimeSpan duration, params IReadOnlyList<(string Priority, int Callers, TimeSpan Pause)> streams)
    {
        var words = streams.Select(static s => string.Create(CultureInfo.InvariantCulture, $"{s.Priority}/{s.Callers}/{s.Pause.TotalSeconds}"));
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds} {string.Join(' ', words)}"));
        await _process.StandardInput.FlushAsync();
        using var report = JsonDocument.Parse(await ReadAsync(duration + Patience));
        return CallTally.Read(report.RootElement);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> ReadAsync(TimeSpan patience) => await _process.StandardOutput.ReadLineAsync().WaitAsync(patience)
        ?? throw new InvalidOperationException($"The caller ({_process.Id}) has ended.");
}
