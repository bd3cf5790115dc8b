using System.Net.Http.Headers;
using System.Threading.Channels;
using Signalbox.Providers.Stripe;

namespace Signalbox.Sandbox.Webhooks;

/// <summary>
/// Sends webhooks to one address. First attempts are made in the order of the events, as many at a time as configured; one that fails is sent
/// again beside them, with a growing pause, as Stripe does: https://docs.stripe.com/webhooks#retries.
/// </summary>
internal sealed class WebhookEndpoint : IAsyncDisposable
{
    /// <summary>How many may wait for their first attempt; more are given up at once.</summary>
    internal const int MaxWaiting = 200_000;

    private const string UnknownSecret = "whsec_sandbox_rotated_away";
    private const int RetriesAtOnce = 16;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Channel<Delivery> _waiting = Channel.CreateBounded<Delivery>(MaxWaiting);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _retries = new(RetriesAtOnce);
    private readonly SandboxOptions _options;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly Task _sending;
    private IReadOnlyList<string> _secrets;
    private int _unfinished;

    internal WebhookEndpoint(string id, Uri url, IReadOnlyList<string> secrets, SandboxOptions options, HttpClient client, TimeProvider time)
    {
        (Id, Url, _secrets, _options, _client, _time) = (id, url, secrets, options, client, time);
        _sending = Task.WhenAll(Enumerable.Range(0, options.WebhookConcurrency).Select(_ => Task.Run(SendAllAsync)));
    }

    internal string Id { get; }

    internal Uri Url { get; }

    /// <summary>Each signs: two while a secret is being rotated.</summary>
    internal IReadOnlyList<string> Secrets
    {
        get
        {
            lock (_gate)
            {
                return _secrets;
            }
        }

        set
        {
            lock (_gate)
            {
                _secrets = value;
            }
        }
    }

    /// <summary>How many webhooks are on their way: waiting, being sent, or to be sent again.</summary>
    internal int Unfinished => Volatile.Read(ref _unfinished);

    internal void Take(Delivery delivery)
    {
        if (delivery.Fault?.Kind == "drop")
        {
            delivery.IsDone = true;
            return;
        }

        Interlocked.Increment(ref _unfinished);
        if (!_waiting.Writer.TryWrite(delivery))
        {
            Finish(delivery);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
        _retries.Dispose();
    }

    private async Task SendAllAsync()
    {
        var held = new List<Held>();
        try
        {
            while (await HasNextAsync(held))
            {
                if (!_waiting.Reader.TryRead(out var delivery))
                {
                    // Nothing more came to overtake them.
                    await SendAsync(held, static _ => true);
                    continue;
                }

                if (delivery.Fault is { Kind: "reorder" } reorder)
                {
                    held.Add(new Held(delivery, reorder.Places));
                    continue;
                }

                await SendFirstAsync(delivery);
                held.ForEach(static one => one.Places--);
                await SendAsync(held, static one => one.Places <= 0);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The endpoint was removed, or the sandbox stops.
        }
    }

    private async Task<bool> HasNextAsync(List<Held> held)
    {
        if (held.Count == 0)
        {
            return await _waiting.Reader.WaitToReadAsync(_stop.Token);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var next = _waiting.Reader.WaitToReadAsync(patience.Token).AsTask();
        var tooLong = Task.Delay(TimeSpan.FromMilliseconds(held.Min(static one => one.Delivery.Fault!.DelayMs)), _time, patience.Token);
        await Task.WhenAny(next, tooLong);
        await patience.CancelAsync();
        try
        {
            await next;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Held back for long enough.
        }

        return true;
    }

    private async Task SendAsync(List<Held> held, Predicate<Held> which)
    {
        foreach (var one in held.FindAll(which))
        {
            held.Remove(one);
            await SendFirstAsync(one.Delivery);
        }
    }

    private async Task SendFirstAsync(Delivery delivery)
    {
        switch (delivery.Fault?.Kind)
        {
            case "delay":
                _ = SendLaterAsync(delivery, TimeSpan.FromMilliseconds(delivery.Fault.DelayMs), attempt: 1);
                return;
            case "duplicate":
                await AttemptAsync(delivery, Secrets);
                break;
            case "rotated_secret":
                await AttemptAsync(delivery, [UnknownSecret]);
                break;
            default:
                break;
        }

        await SendOnceAsync(delivery, attempt: 1);
    }

    private async Task SendOnceAsync(Delivery delivery, int attempt)
    {
        if (await AttemptAsync(delivery, Secrets) || attempt >= _options.WebhookAttempts)
        {
            Finish(delivery);
            return;
        }

        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, _options.WebhookFirstRetry.Ticks << (attempt - 1)));
        _ = SendLaterAsync(delivery, pause, attempt + 1);
    }

    private async Task SendLaterAsync(Delivery delivery, TimeSpan pause, int attempt)
    {
        try
        {
            await Task.Delay(pause, _time, _stop.Token);
            await _retries.WaitAsync(_stop.Token);
            try
            {
                await SendOnceAsync(delivery, attempt);
            }
            finally
            {
                _retries.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && _stop.IsCancellationRequested)
        {
            // The endpoint was removed, or the sandbox stops.
        }
    }

    /// <returns>Whether it was answered with 2xx.</returns>
    private async Task<bool> AttemptAsync(Delivery delivery, IReadOnlyList<string> secrets)
    {
        var status = await PostAsync(delivery.Event.Body, secrets);
        var isDelivered = status is >= 200 and <= 299;
        lock (_gate)
        {
            delivery.Attempts++;
            delivery.LastStatus = status;
            delivery.Delivered += isDelivered ? 1 : 0;
        }

        return isDelivered;
    }

    private async Task<int?> PostAsync(byte[] body, IReadOnlyList<string> secrets)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TryAddWithoutValidation("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)");
        request.Headers.TryAddWithoutValidation(StripeSignature.HeaderName, Sign(body, secrets));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(_options.WebhookTimeout);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            return null;
        }
    }

    // Signed when it is sent, by the real clock: receivers check the age.
    private string Sign(byte[] body, IReadOnlyList<string> secrets)
    {
        var now = _time.GetUtcNow();
        var first = StripeSignature.Sign(body, secrets[0], now);
        return string.Concat([first, .. secrets.Skip(1).Select(secret =>
        {
            var next = StripeSignature.Sign(body, secret, now);
            return next[next.IndexOf(',', StringComparison.Ordinal)..];
        })]);
    }

    private void Finish(Delivery delivery)
    {
        lock (_gate)
        {
            delivery.IsDone = true;
        }

        Interlocked.Decrement(ref _unfinished);
    }

    private sealed class Held(Delivery delivery, int places)
    {
        internal Delivery Delivery => delivery;

        internal int Places { get; set; } = places;
    }
}
