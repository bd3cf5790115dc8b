using System.Net;
using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Calls;

/// <summary>Limits and circuits of a real process, seen and moved over HTTP.</summary>
public sealed class ProviderTests
{
    [Fact]
    public async Task CircuitIsolatedByHand_NothingIsSentUntilItIsClosed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var process = await SignalboxProcess.StartAsync(new Dictionary<string, string>
        {
            ["STRIPE_WEBHOOK_SECRET"] = "whsec_not_a_real_secret",
            ["STRIPE_API_KEY"] = "sk_test_not_a_real_key",
            ["Signalbox__Accounts__stripe__ApiBaseUrl"] = sandbox.BaseAddress.ToString(),
            ["Signalbox__Accounts__stripe__Limits__api__Concurrency"] = "7",
            ["Signalbox__Accounts__stripe__Limits__customers.create__RequestsPerSecond"] = "5",
        });

        using var before = await PayAsync(process, "first");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        using var status = await GetAsync(process, "/v1/providers/stripe");
        var limits = status.RootElement.GetProperty("limits").EnumerateArray().ToDictionary(static l => l.GetProperty("class").GetString()!);
        Assert.Equal(["api", "customers.create"], limits.Keys);
        Assert.Equal(25, limits["api"].GetProperty("limit").GetInt32());
        Assert.Equal(5, limits["customers.create"].GetProperty("limit").GetInt32());
        Assert.Equal(7, limits["api"].GetProperty("concurrency").GetProperty("limit").GetInt32());
        Assert.Equal(0, limits["api"].GetProperty("waiting").GetProperty("interactive").GetInt32());
        Assert.True(status.RootElement.GetProperty("can_call").GetBoolean());

        Assert.Equal("isolated", await MoveAsync(process, "isolate"));
        await UntilAsync(async () =>
        {
            // Processes follow within a moment; then nothing goes out.
            using var refused = await PayAsync(process, $"refused {Guid.NewGuid():n}");
            return refused.StatusCode != HttpStatusCode.OK;
        });
        using var isolated = await GetAsync(process, "/v1/providers/stripe");
        Assert.Equal("isolated", StateOf(isolated, "payments"));

        // One that guards nothing is not there to be isolated.
        using var unknown = await process.Client.PostAsync(new Uri("/v1/providers/stripe/circuits/api/isolate", UriKind.Relative), content: null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        Assert.Equal("closed", await MoveAsync(process, "close"));
        await UntilAsync(async () =>
        {
            using var paid = await PayAsync(process, $"paid {Guid.NewGuid():n}");
            return paid.StatusCode == HttpStatusCode.OK;
        });
        Assert.Contains("the circuit stripe/payments was isolated and is closed now", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadsInTheBackgroundFail_TheirCircuitOpens_AndNobodyWhoWaitsIsRefused()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var process = await SignalboxProcess.StartAsync(new Dictionary<string, string>
        {
            ["STRIPE_WEBHOOK_SECRET"] = "whsec_not_a_real_secret",
            ["STRIPE_API_KEY"] = "sk_test_not_a_real_key",
            ["Signalbox__Accounts__stripe__ApiBaseUrl"] = sandbox.BaseAddress.ToString(),
            ["Signalbox__Calls__Retries"] = "0",
            ["Signalbox__Calls__MinimumThroughput"] = "2",
            ["Signalbox__Reads__Delay"] = "00:00:00",
            ["Signalbox__Reads__SettleInterval"] = "00:00:00.200",
            ["Signalbox__Reads__SettleAfter"] = "00:00:00",
        });
        using var control = new HttpClient { BaseAddress = sandbox.BaseAddress };
        using var fault = new StringContent("""{"kind":"error","status":500,"path":"/v1/payment_intents/*","method":"GET"}""", System.Text.Encoding.UTF8, "application/json");
        using var failing = await control.PostAsync(new Uri("/sandbox/faults", UriKind.Relative), fault);
        failing.EnsureSuccessStatusCode();
        var endpoint = $$"""{"url":"{{new Uri(process.Address, "/ingest/stripe")}}","secrets":["whsec_not_a_real_secret"]}""";
        using var webhooks = new StringContent(endpoint, System.Text.Encoding.UTF8, "application/json");
        using var subscribed = await control.PostAsync(new Uri("/sandbox/webhook-endpoints", UriKind.Relative), webhooks);
        subscribed.EnsureSuccessStatusCode();
        foreach (var amount in new[] { "1000", "2000", "3000" })
        {
            using var form = new FormUrlEncodedContent([new("amount", amount), new("currency", "eur")]);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/payment_intents") { Content = form };
            request.Headers.Add("Authorization", "Bearer sk_test_not_a_real_key");
            using var created = await control.SendAsync(request);
            created.EnsureSuccessStatusCode();
        }

        await UntilAsync(async () =>
        {
            using var status = await GetAsync(process, "/v1/providers/stripe");
            return StateOf(status, "payments.background") == "open";
        });

        using var paid = await PayAsync(process, "beside");
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
    }

    private static string? StateOf(JsonDocument status, string circuit) => status.RootElement.GetProperty("circuits").EnumerateArray()
        .Where(c => c.GetProperty("class").GetString() == circuit).Select(static c => c.GetProperty("state").GetString()).FirstOrDefault();

    private static async Task<string?> MoveAsync(SignalboxProcess process, string how)
    {
        using var answer = await process.Client.PostAsync(new Uri($"/v1/providers/stripe/circuits/payments/{how}", UriKind.Relative), content: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var circuit = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return circuit.RootElement.GetProperty("state").GetString();
    }

    private static async Task<HttpResponseMessage> PayAsync(SignalboxProcess process, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/payments")
        {
            Content = new StringContent("""{"amount":1000,"currency":"eur"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key.Replace(' ', '-'));
        return await process.Client.SendAsync(request);
    }

    private static async Task<JsonDocument> GetAsync(SignalboxProcess process, string path) =>
        JsonDocument.Parse(await process.Client.GetStringAsync(new Uri(path, UriKind.Relative)));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}
