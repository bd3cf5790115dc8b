using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Signalbox.Tests.Support;

/// <summary>The real, built process, on a free port. What it prints is kept; a wait that takes too long shows it.</summary>
public sealed class SignalboxProcess : IAsyncDisposable
{
    /// <summary>The master key of processes on a database of the tests, unless they are given another.</summary>
    public const string MasterKey = "ZmFrZSBtYXN0ZXIga2V5IG9mIDMyIGJ5dGVzLCBubyE=";

    private const string ReadyLine = "Signalbox is ready on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ProcessLog _log = new();
    private readonly bool _ownsDataFolder;
    private HttpClient? _client;

    private SignalboxProcess(Process process, string dataFolder, bool ownsDataFolder)
    {
        (_process, DataFolder, _ownsDataFolder) = (process, dataFolder, ownsDataFolder);
        process.OutputDataReceived += (_, line) => _log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _log.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Id = process.Id;
    }

    /// <summary>The id of the process.</summary>
    public int Id { get; }

    /// <summary>Its data folder. Deleted at the end unless it was given.</summary>
    public string DataFolder { get; }

    /// <summary>Everything it printed so far.</summary>
    public string Log => _log.Text;

    /// <summary>Where it listens. Known once it is ready.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Sends requests to it, with its API key. Once it is ready.</summary>
    public HttpClient Client => _client ??= NewClient();

    /// <summary>The development webhook secret of the account <c>stripe</c>.</summary>
    public string WebhookSecret => File.ReadAllText(Path.Combine(DataFolder, "webhook-secret")).Trim();

    /// <summary>The process id of its embedded PostgreSQL.</summary>
    public int PostgresPid => int.Parse(File.ReadLines(Path.Combine(DataFolder, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Settings by environment variable. Without an address it takes a free port.</param>
    /// <param name="dataFolder">An existing data folder to use and to keep; by default a new one.</param>
    /// <param name="workingFolder">Its current folder; by default that of the tests.</param>
    public static async Task<SignalboxProcess> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null, string? dataFolder = null, string? workingFolder = null)
    {
        var process = Launch(settings, dataFolder, workingFolder);
        try
        {
            await process.WaitUntilReadyAsync();
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it and does not wait: for starts that are meant to fail.</summary>
    public static SignalboxProcess Launch(
        IReadOnlyDictionary<string, string>? settings = null, string? dataFolder = null, string? workingFolder = null, params string[] arguments)
    {
        var folder = dataFolder ?? NewFolder();
        var start = new ProcessStartInfo("dotnet", [Program(), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = workingFolder ?? string.Empty };

        // Whoever runs the tests may have settings of their own.
        foreach (var key in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(key);
        }

        start.Environment["SIGNALBOX_DATA"] = folder;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        if (settings?.ContainsKey("ConnectionStrings__Signalbox") == true)
        {
            // There may be others on that database.
            start.Environment["SIGNALBOX_MASTER_KEY"] = MasterKey;
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        return new SignalboxProcess(new Process { StartInfo = start }, folder, dataFolder is null);
    }

    /// <summary>A new, empty folder that any user can pass through.</summary>
    public static string NewFolder()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"signalbox-test-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task WaitUntilReadyAsync()
    {
        var line = await WaitForLogAsync(ReadyLine);
        Address = new Uri(line[(line.IndexOf(ReadyLine, StringComparison.Ordinal) + ReadyLine.Length)..].Split(' ', ',')[0]);
    }

    /// <summary>Waits until it has printed a line with this text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="times">In how many lines.</param>
    /// <returns>The last of these lines.</returns>
    public async Task<string> WaitForLogAsync(string text, int times = 1)
    {
        var found = _log.WaitAsync(text, times);
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(found, ended, Task.Delay(Patience, TimeProvider.System, CancellationToken.None)) != found && !found.IsCompleted)
        {
            var problem = ended.IsCompleted ? $"ended with exit code {_process.ExitCode}" : $"has run for {Patience.TotalSeconds} s";
            throw new TimeoutException($"Signalbox ({Id}) {problem} and has not printed '{text}' {times} times. It printed:\n{Log}");
        }

        return await found;
    }

    /// <summary>Waits until it has ended, whyever it does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            return _process.ExitCode;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Signalbox ({Id}) has not ended within {Patience.TotalSeconds} s. It printed:\n{Log}", e);
        }
    }

    /// <summary>SIGKILL, to it alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits until it has ended.</summary>
    /// <returns>Its exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        var began = Stopwatch.GetTimestamp();
        Signal("TERM", Id);
        return (await WaitForExitAsync(), Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Sends a signal to a process that a test started.</summary>
    public static void Signal(string signal, int process)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {process}"]);
        kill.WaitForExit();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
        if (_ownsDataFolder)
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    private HttpClient NewClient()
    {
        var key = _process.StartInfo.Environment.TryGetValue("SIGNALBOX_API_KEY", out var given) && given is not null
            ? given
            : File.ReadAllText(Path.Combine(DataFolder, "api-key")).Trim();
        return new HttpClient { BaseAddress = Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
    }

    /// <summary>Beside this test project's own output, in the same configuration.</summary>
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(output.Parent!.Parent!.FullName, "Silo", output.Name, "Signalbox.Silo.dll");
    }

    private static bool IsSetting(string key) =>
        key.StartsWith("SIGNALBOX", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("STRIPE_", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase);
}
