using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Chaos;

/// <summary>A place in the cluster: an address and a data folder, and the process that fills it at the moment. One caller at a time.</summary>
internal sealed class ChaosProcess : IAsyncDisposable
{
    internal const string WebhookSecret = "whsec_chaos_not_a_real_secret";

    private readonly Dictionary<string, string> _settings;
    private readonly string _folder = SignalboxProcess.NewFolder();
    private readonly List<string> _logs = [];

    private ChaosProcess(string? database, IReadOnlyDictionary<string, string>? settings)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _settings = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = Address.ToString(), ["STRIPE_WEBHOOK_SECRET"] = WebhookSecret };
        if (database is not null)
        {
            _settings["ConnectionStrings__Signalbox"] = database;
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            _settings[key] = value;
        }

        Current = SignalboxProcess.Launch(_settings, _folder);
    }

    /// <summary>Where each of its processes listens.</summary>
    internal Uri Address { get; }

    /// <summary>The one that runs now.</summary>
    internal SignalboxProcess Current { get; private set; }

    /// <summary>Starts the first process and waits until it is ready.</summary>
    /// <param name="database">A connection string; null for the embedded PostgreSQL.</param>
    /// <param name="settings">Further settings of each of its processes.</param>
    internal static async Task<ChaosProcess> StartAsync(string? database = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var process = new ChaosProcess(database, settings);
        try
        {
            await process.Current.WaitUntilReadyAsync();
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connections to the embedded PostgreSQL.</summary>
    internal NpgsqlDataSource Connect() => NpgsqlDataSource.Create(
        $"Host={Path.Combine(_folder, "socket")};Username=signalbox;Database=signalbox;Search Path=signalbox;Pooling=false;Timeout=5");

    /// <summary>SIGKILL, then a new process. It may be killed in the middle of its start as well, once.</summary>
    /// <param name="chance">Decides that.</param>
    internal async Task KillAsync(Random chance)
    {
        await Current.KillAsync();
        Relaunch();
        if (chance.Next(3) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(100, 1_500)), TimeProvider.System, CancellationToken.None);
            await Current.KillAsync();
            Relaunch();
        }

        await Current.WaitUntilReadyAsync();
    }

    /// <summary>SIGTERM, then a new process.</summary>
    /// <returns>The exit code of the old one.</returns>
    internal async Task<int> TerminateAsync()
    {
        var (exitCode, _) = await Current.StopAsync();
        Relaunch();
        await Current.WaitUntilReadyAsync();
        return exitCode;
    }

    /// <summary>SIGKILL to the embedded PostgreSQL, and waits until the process has started another.</summary>
    internal async Task KillPostgresAsync()
    {
        var (process, postgres, since) = (Current, Current.PostgresPid, Stopwatch.GetTimestamp());
        SignalboxProcess.Signal("KILL", postgres);
        while (!File.Exists(Path.Combine(process.DataFolder, "postgres", "postmaster.pid")) || process.PostgresPid == postgres)
        {
            if (Stopwatch.GetElapsedTime(since) > ChaosPlan.Patience)
            {
                throw new TimeoutException($"PostgreSQL ({postgres}) was killed and is not started again. Signalbox ({process.Id}) printed:\n{process.Log}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The end of what its processes printed.</summary>
    internal string LogTail() => string.Join('\n', _logs.Append(Current.Log).SelectMany(static log => log.Split('\n')).TakeLast(60));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Current.DisposeAsync();

        // Of a process that was killed and not started again.
        foreach (var postgres in ClusterProcesses.Find(Path.Combine(_folder, "postgres")))
        {
            SignalboxProcess.Signal("KILL", postgres);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Relaunch()
    {
        _logs.Add(Current.Log);
        Current = SignalboxProcess.Launch(_settings, _folder);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
