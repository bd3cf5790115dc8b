using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Chaos.Calls;

/// <summary>Three processes on one database that call one sandbox, which counts.</summary>
internal sealed class CallCluster : IAsyncDisposable
{
    private readonly SandboxServer _sandbox;
    private readonly HttpClient _control;
    private readonly List<CallerProcess> _processes = [];

    private CallCluster(TestDatabase database, SandboxServer sandbox)
    {
        (Database, _sandbox) = (database, sandbox);
        _control = new HttpClient { BaseAddress = sandbox.BaseAddress };
    }

    internal TestDatabase Database { get; }

    /// <param name="settings">Beside those of the account <c>stripe</c>.</param>
    internal static async Task<CallCluster> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var cluster = new CallCluster(await TestDatabase.CreateAsync(), await SandboxServer.StartAsync());
        try
        {
            var all = new Dictionary<string, string>(settings)
            {
                ["ConnectionStrings__Signalbox"] = cluster.Database.ConnectionString,
                ["STRIPE_WEBHOOK_SECRET"] = ChaosProcess.WebhookSecret,
                ["STRIPE_API_KEY"] = "sk_test_chaos_not_a_real_key",
                ["Signalbox__Accounts__stripe__ApiBaseUrl"] = cluster._sandbox.BaseAddress.ToString(),
            };
            for (var i = 0; i < 3; i++)
            {
                cluster._processes.Add(await CallerProcess.StartAsync(all));
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has all processes do the same at once.</summary>
    internal async Task<CallTally> RunAsync(TimeSpan duration, params (string Priority, int Callers, TimeSpan Pause)[] streams) =>
        CallTally.Sum(await Task.WhenAll(_processes.Select(process => process.RunAsync(duration, streams))));

    /// <summary>What the sandbox counted of what arrived since then.</summary>
    internal async Task<(int Count, int MostInSecond)> CountAsync(DateTimeOffset since)
    {
        var at = since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var counts = JsonDocument.Parse(await _control.GetStringAsync($"/sandbox/requests?since={at}&path=/v1/&window_ms=1000"));
        return (counts.RootElement.GetProperty("count").GetInt32(), counts.RootElement.GetProperty("most_in_window").GetInt32());
    }

    /// <summary>The most permits that the limit's row held at once as given out within its horizon, until something has ended.</summary>
    internal async Task<int> MostReservedAsync(Task until)
    {
        var most = 0L;
        while (!until.IsCompleted)
        {
            most = Math.Max(most, (long?)await Database.ScalarAsync("SELECT sum(c)::bigint FROM rate_budgets b, unnest(b.counts) AS c WHERE b.name = 'stripe/api'") ?? 0);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return (int)most;
    }

    /// <summary>From now on the sandbox fails every request.</summary>
    internal async Task FailAsync()
    {
        using var fault = JsonContent.Create(new Dictionary<string, object> { ["kind"] = "error", ["status"] = 503 });
        await fault.LoadIntoBufferAsync(CancellationToken.None);
        using var answer = await _control.PostAsync(new Uri("/sandbox/faults", UriKind.Relative), fault);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>No more.</summary>
    internal async Task RecoverAsync()
    {
        using var answer = await _control.DeleteAsync(new Uri("/sandbox/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The circuit's state and round, as its row has them.</summary>
    internal async Task<(string? State, long Round)> CircuitAsync() => (
        (string?)await Database.ScalarAsync("SELECT state FROM circuits WHERE name = 'stripe/catalog'"),
        (long?)await Database.ScalarAsync("SELECT round FROM circuits WHERE name = 'stripe/catalog'") ?? 0);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_processes.Select(static p => p.DisposeAsync().AsTask()));
        _control.Dispose();
        await _sandbox.DisposeAsync();
        await Database.DisposeAsync();
    }
}
