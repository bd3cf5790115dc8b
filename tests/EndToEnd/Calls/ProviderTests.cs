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
        Assert.Equal("isolated", isolated.RootElement.GetProperty("circuits")[0].GetProperty("state").GetString());

        Assert.Equal("closed", await MoveAsync(process, "close"));
        await UntilAsync(async () =>
        {
            using var paid = await PayAsync(process, $"paid {Guid.NewGuid():n}");
            return paid.StatusCode == HttpStatusCode.OK;
        });
        Assert.Contains("the circuit stripe/api was isolated and is closed now", process.Log, StringComparison.Ordinal);
    }

    private static async Task<string?> MoveAsync(SignalboxProcess process, string how)
    {
        using var answer = await process.Client.PostAsync(new Uri($"/v1/providers/stripe/circuits/api/{how}", UriKind.Relative), content: null);
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
