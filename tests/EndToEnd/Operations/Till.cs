using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Operations;

/// <summary>A Signalbox that takes payments at a sandbox. The process can be killed and started again; the sandbox remembers.</summary>
internal sealed class Till : IAsyncDisposable
{
    private readonly SandboxServer _sandbox;
    private readonly string _folder = SignalboxProcess.NewFolder();
    private volatile SignalboxProcess _process = null!;

    private Till(SandboxServer sandbox)
    {
        _sandbox = sandbox;
        Stripe = new SandboxClient(sandbox);
    }

    /// <summary>The sandbox.</summary>
    internal SandboxClient Stripe { get; }

    internal static async Task<Till> OpenAsync()
    {
        var till = new Till(await SandboxServer.StartAsync());
        await till.StartAsync();
        return till;
    }

    /// <summary>kill -9, and a new start on the same data folder.</summary>
    internal async Task KillAndRestartAsync()
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
        await StartAsync();
    }

    internal Task<HttpResponseMessage> PostAsync(string path, string json, string? key, bool isAsync = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (isAsync)
        {
            request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        }

        return _process.Client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> PayAsync(string key, string card = "pm_card_visa", int amount = 1_000, bool isAsync = false) =>
        PostAsync("/v1/payments", $$"""{"amount":{{amount}},"currency":"eur","payment_method":"{{card}}","confirm":true}""", key, isAsync);

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
        new Dictionary<string, string>
        {
            ["STRIPE_WEBHOOK_SECRET"] = "whsec_operations_not_a_real_secret",
            ["STRIPE_API_KEY"] = "sk_test_not_a_real_key",
            ["Signalbox__Accounts__stripe__ApiBaseUrl"] = _sandbox.BaseAddress.ToString(),
            ["Signalbox__Operations__Lease"] = "00:00:03",
            ["Signalbox__Operations__CallTimeout"] = "00:00:02",
            ["Signalbox__Operations__FirstWait"] = "00:00:00.050",
            ["Signalbox__Operations__SettleInterval"] = "00:00:00.100",
        },
        dataFolder: _folder);
}
