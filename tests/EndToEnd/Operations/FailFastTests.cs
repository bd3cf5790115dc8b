using System.Net;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;

namespace Signalbox.Tests.EndToEnd.Operations;

/// <summary>What the limiter or the breaker holds back is refused at once, and its key is free again.</summary>
public sealed class FailFastTests
{
    [Fact]
    public async Task Payment_WhileTheCircuitIsOpen_IsRefusedAndMadeLaterUnderTheSameKey()
    {
        await using var till = await Till.OpenAsync(
            ("Calls__MinimumThroughput", "1"), ("Calls__Retries", "0"), ("Calls__FirstBreak", "00:00:03"), ("Calls__LongestBreak", "00:00:03"), ("Calls__Probes", "1"));
        var fault = (await till.Stripe.ControlAsync("faults", """{"kind":"error","status":503,"path":"/v1/payment_intents"}""")).Id;
        var number = 0;
        using var refused = await Patiently.ReadAsync(
            "The answer to a payment", () => till.PayAsync($"order-{++number}"), static answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        using var accepted = await till.PayAsync("order-async", prefer: "respond-async");

        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal("provider_unavailable", problem.GetProperty("code").GetString());
        Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), provider: null), 1, 4);
        Assert.False(refused.Headers.Contains("Signalbox-Operation"));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);

        await till.Stripe.DeleteAsync($"/sandbox/faults/{fault}");
        using var paid = await Patiently.ReadAsync("The same payment", () => till.PayAsync($"order-{number}"), static answer => answer.StatusCode == HttpStatusCode.OK);
        await Patiently.ReadAsync("The payment that nobody waits for", () => till.OperationAsync(accepted), static o => o.GetProperty("state").GetString() == "succeeded");
        for (var earlier = 1; earlier < number; earlier++)
        {
            await Patiently.ReadAsync("An earlier payment", () => till.PayAsync($"order-{earlier}"), static answer => answer.StatusCode == HttpStatusCode.OK);
        }

        var charges = await till.ChargesByOperationAsync();
        Assert.Equal(number + 1, charges.Count);
        Assert.All(charges.Values, static count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Payments_BeyondTheRateLimit_AreRefusedWithAWaitAndEachChargedOnceInTheEnd()
    {
        const int Payments = 30;
        await using var till = await Till.OpenAsync(("Accounts__stripe__RequestsPerSecond", "5"), ("Operations__CallTimeout", "00:00:01"));
        var refusals = new System.Collections.Concurrent.ConcurrentBag<(int Status, bool HasWait)>();

        await Task.WhenAll(Enumerable.Range(0, Payments).Select(i => Patiently.ReadAsync(
            $"Payment {i}",
            async () =>
            {
                using var answer = await till.PayAsync($"order-{i}", prefer: "wait=60");
                if (answer.StatusCode is not HttpStatusCode.OK)
                {
                    refusals.Add(((int)answer.StatusCode, answer.Headers.Contains("Retry-After")));
                }

                return answer.StatusCode;
            },
            static status => status == HttpStatusCode.OK)));

        Assert.Contains((429, true), refusals);

        // 503: its time was over while it waited for its permit.
        Assert.All(refusals, static refusal => Assert.True(refusal is (429 or 503, true), $"A payment was answered {refusal}."));
        var charges = await till.ChargesByOperationAsync();
        Assert.Equal(Payments, charges.Count);
        Assert.All(charges.Values, static count => Assert.Equal(1, count));
    }
}
