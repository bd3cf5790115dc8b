using System.Net.Http.Headers;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Providers.Signing;
using Signalbox.Simulation;

namespace Signalbox.Trigger;

/// <summary>Sends webhooks as a provider does: signed at the moment of sending, again when the server is busy or away. Safe for any number of callers at once.</summary>
/// <param name="http">Sends.</param>
/// <param name="ingest">Where to.</param>
/// <param name="signer">Signs.</param>
/// <param name="time">The clock.</param>
/// <param name="urlAsSeen">The URL that is signed, where a provider signs it; <see langword="null"/>: where it is sent to.</param>
internal sealed class WebhookSender(HttpClient http, Uri ingest, IWebhookSigner signer, TimeProvider time, string? urlAsSeen = null)
{
    /// <summary>How often an event is tried.</summary>
    internal const int MostTries = 20;

    /// <summary>What is waited where the server does not say.</summary>
    internal static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    /// <summary>The most that is waited, whatever the server says.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private volatile bool _hasAnswered;
    private long _retries;

    /// <summary>How often an event was sent once more.</summary>
    internal long Retries => Interlocked.Read(ref _retries);

    /// <exception cref="CommandFault">There never was a server.</exception>
    internal async Task<Delivery> SendAsync(SimulatedEvent webhook, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var (delivery, wait) = await TryAsync(webhook, cancellationToken);
            if (wait is not { } pause || tries == MostTries)
            {
                return delivery;
            }

            Interlocked.Increment(ref _retries);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <returns>How it ended, and how long to wait before the next try if there is to be one.</returns>
    private async Task<(Delivery Delivery, TimeSpan? Wait)> TryAsync(SimulatedEvent webhook, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, ingest) { Content = new ByteArrayContent(webhook.Body) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(webhook.ContentType);
            var unsigned = new WebhookToSign(webhook.Id, urlAsSeen ?? ingest.AbsoluteUri, webhook.ContentType, webhook.Body);
            foreach (var (name, value) in webhook.Headers.Concat(signer.Sign(unsigned, time.GetUtcNow())))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await http.SendAsync(request, cancellationToken);
            _hasAnswered = true;
            var answer = new Answer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Headers.Date);
            return answer.Status switch
            {
                200 => (ReadReceipt(answer), null),
                429 or 503 => (new Delivery(DeliveryOutcome.Failed, $"{answer.Status}", answer.Detail), WaitFor(response.Headers.RetryAfter)),
                var status => (new Delivery(DeliveryOutcome.Failed, $"{status}", answer.Detail), null),
            };
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A server that was there is waited for, as a provider would; one that never was is a mistake in the address.
            return _hasAnswered
                ? (new Delivery(DeliveryOutcome.Failed, Reachability.Describe(e), "The server did not answer."), UsualWait)
                : throw Reachability.Fault(new Uri(ingest, "/"), e);
        }
    }

    private static Delivery ReadReceipt(Answer answer)
    {
        var json = answer.Json;
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty("received", out var received) || received.ValueKind is not JsonValueKind.True)
        {
            return new Delivery(DeliveryOutcome.Failed, "200", "The answer is not a receipt; something else listens there.");
        }

        var isDuplicate = json.TryGetProperty("duplicate", out var duplicate) && duplicate.ValueKind is JsonValueKind.True;
        return new Delivery(isDuplicate ? DeliveryOutcome.Duplicate : DeliveryOutcome.Accepted);
    }

    private TimeSpan WaitFor(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : UsualWait);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
