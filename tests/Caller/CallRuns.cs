using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Signalbox.Calls;
using Signalbox.Hosting;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Caller;

/// <summary>Sends calls through the product's pipeline.</summary>
internal sealed class CallRuns(IHttpClientFactory clients, SignalboxSettings settings, PermitWaits waits, Random random, TimeProvider time)
{
    private readonly AccountSettings _account = settings.Accounts[0];

    /// <summary>Carries out an order.</summary>
    /// <returns>The report, one line of JSON.</returns>
    internal async Task<string> RunAsync(CallOrder order)
    {
        waits.Take("interactive");
        waits.Take("bulk");
        var ends = new ConcurrentQueue<(string Outcome, double Milliseconds)>();
        var end = time.GetTimestamp() + (long)(order.Duration.TotalSeconds * time.TimestampFrequency);
        await Task.WhenAll(
            from stream in order.Streams from caller in Enumerable.Range(0, stream.Callers) select Task.Run(() => CallAsync(stream, end, ends)));
        var failedFast = ends.Where(static e => e.Outcome == nameof(ProviderCallFault.CircuitOpen)).Select(static e => e.Milliseconds);
        return JsonSerializer.Serialize(
            new CallReport(
                ends.CountBy(static e => e.Outcome).ToDictionary(static c => c.Key, static c => c.Value),
                [.. failedFast],
                waits.Take("interactive"),
                waits.Take("bulk")),
            CallReportJson.Default.CallReport);
    }

    private async Task CallAsync(CallStream stream, long end, ConcurrentQueue<(string Outcome, double Milliseconds)> ends)
    {
        using var client = clients.CreateClient(CallHosting.Stripe);
        while (time.GetTimestamp() < end)
        {
            // Callers that rest do so at random, or they would come in step.
            if (stream.Pause > TimeSpan.Zero)
            {
                await Task.Delay(stream.Pause * (2 * random.NextDouble()), time, CancellationToken.None);
            }

            var began = time.GetTimestamp();
            var outcome = await SendAsync(client, stream.Priority, time.GetUtcNow() + time.GetElapsedTime(began, end) + TimeSpan.FromSeconds(2));
            ends.Enqueue((outcome, time.GetElapsedTime(began).TotalMilliseconds));
            if (outcome == nameof(ProviderCallFault.CircuitOpen))
            {
                // Whoever fails at once must not take the machine for itself.
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
            }
        }
    }

    private async Task<string> SendAsync(HttpClient client, CallPriority priority, DateTimeOffset deadline)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_account.ApiBaseUrl!, "v1/products?limit=1"));
        request.Headers.Add("Authorization", $"Bearer {_account.ApiKey}");
        request.Options.Set(ProviderCall.Account, _account.Name);
        request.Options.Set(ProviderCall.Operation, "products.list");
        request.Options.Set(ProviderCall.LimitClass, "products.list");
        request.Options.Set(ProviderCall.EndpointClass, StripeEndpointClasses.Catalog);
        request.Options.Set(ProviderCall.Priority, priority);
        request.Options.Set(ProviderCall.Deadline, deadline);
        try
        {
            using var response = await client.SendAsync(request);
            return "Succeeded";
        }
        catch (ProviderCallException e)
        {
            return e.Fault.ToString();
        }
    }
}

/// <summary>What came of an order.</summary>
/// <param name="Outcomes">How many calls ended so: <c>Succeeded</c>, or a <see cref="ProviderCallFault"/>.</param>
/// <param name="FailedFastMs">How long each call took that the circuit did not let through.</param>
/// <param name="InteractiveWaitsMs">How long each interactive attempt waited for its permit.</param>
/// <param name="BulkWaitsMs">How long each bulk attempt waited for its permit.</param>
internal sealed record CallReport(
    Dictionary<string, int> Outcomes, List<double> FailedFastMs, List<double> InteractiveWaitsMs, List<double> BulkWaitsMs);

[JsonSerializable(typeof(CallReport))]
internal sealed partial class CallReportJson : JsonSerializerContext;
