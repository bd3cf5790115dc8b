using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.EndToEnd.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Backfills;

/// <summary>A sandbox that was used before Signalbox was, and a Signalbox with a key to it. The process can be killed and started again.</summary>
internal sealed class ExistingAccount : IAsyncDisposable
{
    private readonly SandboxServer _sandbox;
    private readonly string _folder = SignalboxProcess.NewFolder();
    private readonly Dictionary<string, string> _settings;

    private ExistingAccount(SandboxServer sandbox, Dictionary<string, string> settings)
    {
        _sandbox = sandbox;
        Stripe = new SandboxClient(sandbox);
        _settings = new Dictionary<string, string>
        {
            ["STRIPE_WEBHOOK_SECRET"] = "whsec_backfills_not_a_real_secret",
            ["STRIPE_API_KEY"] = "sk_test_of_a_test",
            ["Signalbox__Accounts__stripe__ApiBaseUrl"] = sandbox.BaseAddress.ToString(),
            ["Signalbox__Accounts__stripe__RequestsPerSecond"] = "500",
            ["Signalbox__Gaps__Enabled"] = "false",
            ["Signalbox__Backfills__LookInterval"] = "00:00:00.1",
            ["Signalbox__Backfills__Lease"] = "00:00:02",
            ["Signalbox__Backfills__RetryWait"] = "00:00:00.2",
            ["Signalbox__Backfills__PageSize"] = "4",
        };
        foreach (var (key, value) in settings)
        {
            _settings[key] = value;
        }
    }

    internal SandboxClient Stripe { get; }

    internal SignalboxProcess Process { get; private set; } = null!;

    /// <param name="settings">Further settings.</param>
    /// <param name="fillAsync">What happened at the provider before.</param>
    /// <param name="options">How the sandbox begins.</param>
    internal static async Task<ExistingAccount> OpenAsync(
        Dictionary<string, string>? settings = null, Func<SandboxClient, Task>? fillAsync = null, SandboxOptions? options = null)
    {
        var account = new ExistingAccount(await SandboxServer.StartAsync(options), settings ?? []);
        await (fillAsync?.Invoke(account.Stripe) ?? Task.CompletedTask);
        await account.StartAsync();
        return account;
    }

    internal async Task KillAndRestartAsync()
    {
        await Process.KillAsync();
        await Process.DisposeAsync();
        await StartAsync();
    }

    /// <summary>Stops the process and starts it again with other settings.</summary>
    internal async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        await Process.DisposeAsync();
        foreach (var (key, value) in settings)
        {
            _settings[key] = value;
        }

        await StartAsync();
    }

    /// <summary>Starts a backfill.</summary>
    internal async Task<JsonElement> BackfillAsync(string json = "{}")
    {
        using var answer = await Process.Client.PostAsync(new Uri("/v1/backfills", UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    internal Task<JsonElement> GetAsync(string path) => Process.Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    /// <summary>Waits until the backfill has ended.</summary>
    internal Task<JsonElement> EndAsync(JsonElement backfill) => Patiently.ReadAsync(
        "The backfill", () => GetAsync($"/v1/backfills/{backfill.GetProperty("id").GetString()}"), static b => b.GetProperty("state").GetString() != "running");

    /// <summary>The first column of every row as text.</summary>
    internal async Task<List<string>> RowsAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(
            $"Host={Path.Combine(_folder, "socket")};Username=signalbox;Database=signalbox;Search Path=signalbox;Pooling=false;Timeout=5");
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Stripe.Dispose();
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync() => Process = await SignalboxProcess.StartAsync(_settings, dataFolder: _folder);
}
