using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.EndToEnd.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Operations;

/// <summary>A Signalbox that takes payments at a sandbox.</summary>
internal sealed class Till : IAsyncDisposable
{
    private const string Secret = "whsec_operations_not_a_real_secret";

    private readonly SandboxServer _sandbox;
    private IReadOnlyDictionary<string, string> _settings;
    private readonly string _folder = SignalboxProcess.NewFolder();
    private SignalboxProcess _process = null!;

    private Till(SandboxServer sandbox, IReadOnlyDictionary<string, string> settings)
    {
        (_sandbox, _settings) = (sandbox, settings);
        Stripe = new SandboxClient(sandbox);
    }

    /// <summary>The sandbox.</summary>
    internal SandboxClient Stripe { get; }

    /// <param name="settings">Settings of the process, over those that make it quick.</param>
    internal static async Task<Till> OpenAsync(params (string Key, string Value)[] settings)
    {
        var till = new Till(await SandboxServer.StartAsync(), settings.ToDictionary(static s => $"Signalbox__{s.Key}", static s => s.Value));
        await till.StartAsync();
        return till;
    }

    /// <summary>Kills the process and starts it again, with other settings.</summary>
    internal async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
        _settings = settings.ToDictionary(static s => $"Signalbox__{s.Key}", static s => s.Value);
        await StartAsync();
    }

    /// <summary>Has a row read by hand.</summary>
    internal async Task RefreshAsync(string stream)
    {
        using var answer = await _process.Client.PostAsync(new Uri($"/v1/streams/{stream}/refresh", UriKind.Relative), content: null);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    internal Task<HttpResponseMessage> PostAsync(string path, string json, string? key, string? prefer = null) => SendAsync(HttpMethod.Post, path, json, key, prefer);

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string json, string? key, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (prefer is not null)
        {
            request.Headers.TryAddWithoutValidation("Prefer", prefer);
        }

        return await _process.Client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> PayAsync(string key, string card = "pm_card_visa", int amount = 1_000, string? prefer = null) =>
        PostAsync("/v1/payments", $$"""{"amount":{{amount}},"currency":"eur","payment_method":"{{card}}","confirm":true}""", key, prefer);

    /// <summary>Sends a command that is to succeed, with a key of its own.</summary>
    /// <returns>The provider's object.</returns>
    internal async Task<JsonElement> DoAsync(string path, string json, HttpMethod? method = null)
    {
        using var answer = await SendAsync(method ?? HttpMethod.Post, path, json, Guid.NewGuid().ToString());
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.OK, $"{path} was answered {(int)answer.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }

    /// <summary>Sends a command that is to fail, with a key of its own.</summary>
    /// <returns>Status and code.</returns>
    internal async Task<(int Status, string? Code)> FailAsync(string path, string json, HttpMethod? method = null)
    {
        using var answer = await SendAsync(method ?? HttpMethod.Post, path, json, Guid.NewGuid().ToString());
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, body.TryGetProperty("code", out var code) ? code.GetString() : body.ToString());
    }

    /// <summary>A row of a projection as it is now.</summary>
    internal async Task<JsonElement> RowAsync(string resource, string id) =>
        JsonElement.Parse(await _process.Client.GetStringAsync(new Uri($"/v1/{resource}/{id}", UriKind.Relative)));

    /// <summary>The events that were received, newest first.</summary>
    internal async Task<List<JsonElement>> EventsAsync() =>
        [.. JsonElement.Parse(await _process.Client.GetStringAsync(new Uri("/v1/events?limit=100", UriKind.Relative))).GetProperty("items").EnumerateArray()];

    /// <summary>Lets through the webhooks of all that has happened at the sandbox, and waits until they are applied.</summary>
    internal async Task LetWebhooksThroughAsync()
    {
        await Stripe.ControlAsync("webhook-endpoints", $$"""{"url":"{{new Uri(_process.Address, "/ingest/stripe")}}","secrets":["{{Secret}}"]}""");
        var events = (await Stripe.TruthAsync()).GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("id").GetString()!).ToList();
        foreach (var id in events)
        {
            Assert.Equal(202, (await Stripe.ControlAsync($"events/{id}/resend", "{}")).Status);
        }

        await Patiently.ReadAsync(
            "The events applied", EventsAsync, known => known.Count(static e => e.GetProperty("status").GetString() == "applied") == events.Count);
    }

    internal async Task<JsonElement> OperationAsync(HttpResponseMessage answer)
    {
        var id = answer.Headers.GetValues("Signalbox-Operation").Single();
        return JsonDocument.Parse(await _process.Client.GetStringAsync(new Uri($"/v1/operations/{id}", UriKind.Relative))).RootElement;
    }

    /// <summary>How many charges each operation made at the sandbox.</summary>
    internal async Task<Dictionary<string, int>> ChargesByOperationAsync() =>
        (await Stripe.TruthAsync()).GetProperty("charges").EnumerateArray()
            .GroupBy(static c => c.GetProperty("idempotency_key").GetString() ?? "none")
            .ToDictionary(static g => g.Key, static g => g.Count());

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Stripe.Dispose();
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync() => _process = await SignalboxProcess.StartAsync(
        new Dictionary<string, string>(new Dictionary<string, string>
        {
            ["STRIPE_WEBHOOK_SECRET"] = Secret,
            ["Signalbox__Accounts__stripe__ApiKey"] = "sk_test_not_a_real_key",
            ["Signalbox__Accounts__stripe__ApiBaseUrl"] = _sandbox.BaseAddress.ToString(),
            ["Signalbox__Operations__Lease"] = "00:00:04",
            ["Signalbox__Operations__CallTimeout"] = "00:00:02",
            ["Signalbox__Operations__FirstWait"] = "00:00:00.050",
            ["Signalbox__Operations__SettleInterval"] = "00:00:00.100",
        }.Where(s => !_settings.ContainsKey(s.Key)).Concat(_settings)),
        dataFolder: _folder);
}
