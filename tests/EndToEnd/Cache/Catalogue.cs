using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.EndToEnd.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Cache;

/// <summary>Two Signalboxes on one database beside a sandbox. Webhooks go to the second one.</summary>
internal sealed class Catalogue : IAsyncDisposable
{
    private const string Secret = "whsec_cache_not_a_real_secret";

    private readonly SandboxServer _sandbox;
    private readonly TestDatabase _database;
    private readonly SignalboxProcess _first;
    private readonly SignalboxProcess _second;
    private readonly IReadOnlyDictionary<string, string> _settings;

    private Catalogue(SandboxServer sandbox, TestDatabase database, SignalboxProcess first, SignalboxProcess second, IReadOnlyDictionary<string, string> settings)
    {
        (_sandbox, _database, _first, _second, _settings) = (sandbox, database, first, second, settings);
        Stripe = new SandboxClient(sandbox);
    }

    internal SandboxClient Stripe { get; }

    /// <param name="settings">Settings of both processes.</param>
    internal static async Task<Catalogue> OpenAsync(params (string Key, string Value)[] settings)
    {
        var sandbox = await SandboxServer.StartAsync();
        var database = await TestDatabase.CreateAsync();
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings__Signalbox"] = database.ConnectionString,
            ["SIGNALBOX_API_KEY"] = "sbx_cache_not_a_real_key",
            ["STRIPE_WEBHOOK_SECRET"] = Secret,
            ["STRIPE_API_KEY"] = "sk_test_not_a_real_key",
            ["Signalbox__Accounts__stripe__ApiBaseUrl"] = sandbox.BaseAddress.ToString(),
            ["Signalbox__Calls__StripeTestLimit"] = "1000",
            ["Signalbox__Calls__Retries"] = "0",
        };
        foreach (var (key, value) in settings)
        {
            all[$"Signalbox__{key}"] = value;
        }

        var catalogue = new Catalogue(sandbox, database, await SignalboxProcess.StartAsync(all), await SignalboxProcess.StartAsync(all), all);
        var url = JsonSerializer.Serialize(new Uri(catalogue._second.Address, "/ingest/stripe").ToString());
        Assert.Equal(201, (await catalogue.Stripe.ControlAsync("webhook-endpoints", $$"""{"url":{{url}},"secrets":["{{Secret}}"]}""")).Status);
        return catalogue;
    }

    /// <summary>Asks the first process, which gets no webhook.</summary>
    internal Task<CatalogueAnswer> GetAsync(string path) => GetAsync(_first, path);

    /// <summary>Asks the second one.</summary>
    internal Task<CatalogueAnswer> GetFromTheOtherAsync(string path) => GetAsync(_second, path);

    /// <summary>Asks one more process, which hosts no grains.</summary>
    internal async Task<CatalogueAnswer> GetWithoutGrainsAsync(string path)
    {
        await using var process = await SignalboxProcess.StartAsync(new Dictionary<string, string>(_settings) { ["Signalbox__Roles"] = "api" });
        return await GetAsync(process, path);
    }

    /// <summary>Waits until the events of everything that happened are applied.</summary>
    internal async Task WebhooksAppliedAsync()
    {
        var events = (long)(await Stripe.TruthAsync()).GetProperty("events").GetArrayLength();
        await Patiently.ReadAsync("The number of applied events", () => ScalarAsync("SELECT sum(applied)::bigint FROM stream_cursors"), applied => applied is long sum && sum >= events);
    }

    /// <summary>Waits until they are applied and the object's row is confirmed.</summary>
    internal async Task SettleAsync(string table, string id)
    {
        await WebhooksAppliedAsync();
        await Patiently.ReadAsync($"{table} {id}: provisional", () => ScalarAsync($"SELECT provisional FROM {table} WHERE id = '{id}'"), static provisional => provisional is false);
    }

    internal async Task<int> CallsForAsync(string path) => (await Stripe.TruthAsync()).GetProperty("requests").EnumerateArray()
        .Count(r => r.GetProperty("method").GetString() == "GET" && r.GetProperty("path").GetString() == path);

    internal async Task<string> MetricsAsync() => await _first.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

    internal async Task<object?> ScalarAsync(string sql) => await _database.ScalarAsync(sql);

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        Stripe.Dispose();
        await _sandbox.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task<CatalogueAnswer> GetAsync(SignalboxProcess process, string path)
    {
        using var answer = await process.Client.GetAsync(new Uri($"/v1/providers/{path}", UriKind.Relative));
        return new CatalogueAnswer(
            (int)answer.StatusCode,
            answer.Headers.TryGetValues("Signalbox-Cache", out var origin) ? origin.Single() : null,
            answer.Headers.Age,
            answer.Headers.RetryAfter?.Delta,
            await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>What was answered.</summary>
internal sealed record CatalogueAnswer(int Status, string? Origin, TimeSpan? Age, TimeSpan? RetryAfter, string Body)
{
    internal string? this[string name] => JsonElement.Parse(Body).GetProperty(name).ToString();
}
