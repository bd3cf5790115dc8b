using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;
using Signalbox.Bench.Load.Postgres;

namespace Signalbox.Bench.Load.Subjects;

/// <summary>A subject's running process.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>The webhooks' secret.</summary>
    internal const string WebhookSecret = "whsec_bench_not_a_real_secret";

    private const string ApiKey = "bench-not-a-real-api-key";
    private const int Terminate = 15;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly string _folder;
    private readonly string _log;

    private ServerProcess(Process process, int port, string folder, string log)
    {
        (_process, Port, _folder, _log) = (process, port, folder, log);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    internal int Id => _process.Id;

    internal int Port { get; }

    /// <summary>Starts it on a port and a folder of its own, and waits until it is ready.</summary>
    internal static async Task<ServerProcess> StartAsync(Subject subject, BenchDatabase database, string folder, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        subject.Connection(connection);
        var port = FreePort();
        Directory.CreateDirectory(folder);
        var binaries = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", subject.Project, "release"));
        var log = Path.Combine(folder, "server.log");

        // Through a shell, so that what it logs goes to a file without passing through us.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", log, Environment.ProcessPath!, Path.Combine(binaries, $"{subject.Assembly}.dll"), .. subject.Arguments])
        {
            WorkingDirectory = binaries,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["ConnectionStrings__Signalbox"] = connection.ConnectionString,
                ["SIGNALBOX_DATA"] = Path.Combine(folder, "data"),
                ["SIGNALBOX_API_KEY"] = ApiKey,
                ["STRIPE_WEBHOOK_SECRET"] = WebhookSecret,
            },
        };
        var server = new ServerProcess(Process.Start(start)!, port, folder, log);
        try
        {
            await server.WaitUntilReadyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The Prometheus text of <c>/metrics</c>, or <see langword="null"/> if it has none.</summary>
    internal async Task<string?> ReadMetricsAsync(CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellationToken) : null;
    }

    /// <summary>The last lines that it logged.</summary>
    internal string LogTail() => string.Join('\n', File.ReadLines(_log).TakeLast(20));

    /// <summary>Stops it, gracefully if it will.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                Signal(_process.Id, Terminate);
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopPatience, TimeProvider.System);
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > StartPatience)
            {
                throw new InvalidOperationException($"The server is not ready after {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s. It logged:\n{LogTail()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial void Signal(int process, int signal);
}
