using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Npgsql;
using Signalbox.Bench.Load.Postgres;

namespace Signalbox.Bench.Forwarding;

/// <summary>The real process on a new database, with what the bench asks of it.</summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private const string ApiKey = "bench-not-a-real-api-key";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly BenchDatabase _database;
    private readonly NpgsqlDataSource _dataSource;
    private readonly HttpClient _client;
    private readonly string _folder;

    private Forwarder(Process process, BenchDatabase database, int port, string folder)
    {
        (_process, _database, _folder) = (process, database, folder);
        _dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    internal int Id => _process.Id;

    internal static async Task<Forwarder> StartAsync(BenchPostgres postgres, string folder, CancellationToken cancellationToken)
    {
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        var port = FreePort();
        Directory.CreateDirectory(folder);
        var binaries = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Silo", "release"));
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", Path.Combine(folder, "server.log"), Environment.ProcessPath!, Path.Combine(binaries, "Signalbox.Silo.dll")])
        {
            WorkingDirectory = binaries,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["ConnectionStrings__Signalbox"] = database.ConnectionString,
                ["SIGNALBOX_DATA"] = Path.Combine(folder, "data"),
                ["SIGNALBOX_API_KEY"] = ApiKey,
                ["Signalbox__Deliveries__AllowHttp"] = "true",
                ["Signalbox__Deliveries__AllowedNetworks"] = "127.0.0.0/8",
            },
        };
        var forwarder = new Forwarder(Process.Start(start)!, database, port, folder);
        await forwarder.UntilAsync(async () =>
        {
            try
            {
                using var answer = await forwarder._client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, Patience, "the process is ready", cancellationToken);
        return forwarder;
    }

    /// <summary>Makes a destination.</summary>
    /// <returns>Its number.</returns>
    internal async Task<long> DestinationAsync(string url, string? type, int concurrency, CancellationToken cancellationToken)
    {
        using var answer = await _client.PostAsJsonAsync("/v1/destinations", new { url, concurrency, types = type is null ? Array.Empty<string>() : [type], timeout = "00:00:05" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return body.GetProperty("destination").GetProperty("number").GetInt64();
    }

    /// <summary>Publishes events, up to 500.</summary>
    internal async Task PublishAsync(string type, int from, int count, int streams, byte[] data, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("{\"events\":[");
        var json = Encoding.UTF8.GetString(data);
        for (var i = from; i < from + count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == from ? "" : ",")}{{\"id\":\"evt_{i}\",\"type\":\"{type}\",\"stream\":\"orders/{i % streams}\",\"data\":{json}}}");
        }

        using var content = new StringContent(text.Append("]}").ToString(), Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri("/v1/events", UriKind.Relative), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until so many events were applied.</summary>
    internal Task UntilAppliedAsync(long count, CancellationToken cancellationToken) => UntilAsync(
        async () => await _database.CountAsync("SELECT count(*) FROM signalbox.outbox", cancellationToken) >= count, TimeSpan.FromMinutes(5), $"{count} events are applied", cancellationToken);

    /// <summary>Makes deliveries of the first events, spread over the destinations, as commits would have made them.</summary>
    internal async Task QueueAsync(IReadOnlyList<long> destinations, long most, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand("""
            WITH head AS (UPDATE signalbox.outbox_head SET last = last + $2 RETURNING last - $2 AS before)
            INSERT INTO signalbox.deliveries (destination, seq, "position", key)
            SELECT ($1::bigint[])[1 + e.n % cardinality($1)], head.before + e.n, e."position", hashtextextended(e.stream, 0)
            FROM   head
            CROSS  JOIN (
                SELECT row_number() OVER (ORDER BY o.seq) AS n, o."position", j.stream
                FROM   signalbox.outbox o JOIN signalbox.journal j USING ("position")
                ORDER  BY o.seq
                LIMIT  $2) e
            """);
        command.CommandTimeout = 300;
        command.Parameters.Add(new() { Value = destinations.ToArray() });
        command.Parameters.Add(new() { Value = most });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How many deliveries wait.</summary>
    internal Task<long> WaitingAsync(CancellationToken cancellationToken) => _database.CountAsync("SELECT count(*) FROM signalbox.deliveries", cancellationToken);

    internal async Task UntilAsync(Func<Task<bool>> condition, TimeSpan patience, string what, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); !await condition();)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > patience)
            {
                throw new InvalidOperationException($"Not within {patience}: {what}. The process logged:\n{string.Join('\n', File.ReadLines(Path.Combine(_folder, "server.log")).TakeLast(20))}");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _client.Dispose();
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
