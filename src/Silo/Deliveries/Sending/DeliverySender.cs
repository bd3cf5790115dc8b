using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Signalbox.Destinations;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Outbound;

namespace Signalbox.Deliveries;

/// <summary>
/// Sends over HTTP. An answer counts when its end, or its first 16 KB, have come in time: a receiver whose work fails behind its headers can say so
/// in no other way than by not ending, so that a success that breaks off, or takes longer than the timeout, is none, and the event is sent again.
/// </summary>
internal sealed class DeliverySender : IDeliverySender, IDisposable
{
    private readonly OutboundPolicy _policy;
    private readonly DeliveryRequests _requests;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    // A destination never changes; with it, what was worked out for it goes.
    private readonly ConditionalWeakTable<Destination, DeliveryTarget> _targets = [];

    /// <param name="handler">The connections; disposed of with this.</param>
    /// <param name="requests">Makes the requests.</param>
    /// <param name="policy">Where they may go.</param>
    /// <param name="time">The clock.</param>
    internal DeliverySender(HttpMessageHandler handler, DeliveryRequests requests, OutboundPolicy policy, TimeProvider time)
    {
        (_requests, _policy, _time) = (requests, policy, time);

        // Not an HttpClient: what that adds is not used here and costs something for each request.
        _http = new HttpMessageInvoker(handler);
    }

    /// <inheritdoc/>
    public async Task<AttemptOutcome> SendAsync(Destination destination, OutgoingEvent outgoing, int attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var startedAt = _time.GetTimestamp();
        var (request, problem) = Prepare(destination, outgoing, attempt);
        if (request is null)
        {
            return new AttemptOutcome(AttemptResult.Unusable, _time.GetElapsedTime(startedAt)) { Error = problem };
        }

        using var limit = new CancellationTokenSource(destination.Timeout, _time);
        await using var stopped = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        using var beginning = new ResponseBeginning();
        int? status = null;
        TimeSpan? retryAfter = null;
        var (result, error) = (AttemptResult.Delivered, (string?)null);
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, limit.Token);
                (status, retryAfter) = ((int)response.StatusCode, RetryAfter.Of(response, _time.GetUtcNow()));
                await beginning.ReadAsync(response.Content, limit.Token);
                if (status is not (>= 200 and < 300))
                {
                    (result, error) = (AttemptResult.Status, AttemptFaults.OfStatus(status.Value));
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception e)
            {
                // Whatever it is: one receiver's odd answer must not end what delivers to it.
                (result, error) = AttemptFaults.Of(e, destination.Url, status, limit.IsCancellationRequested, destination.Timeout);
            }
        }

        return new AttemptOutcome(result, _time.GetElapsedTime(startedAt)) { Status = status, RetryAfter = retryAfter, Error = error, Response = beginning.Bytes };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private (HttpRequestMessage? Request, string? Problem) Prepare(Destination destination, OutgoingEvent outgoing, int attempt)
    {
        var target = _targets.TryGetValue(destination, out var known) ? known : _targets.GetValue(destination, d => DeliveryTarget.Of(d, _policy));
        if (target.Problem is { } problem)
        {
            return (null, problem);
        }

        try
        {
            return _requests.Create(destination, target, outgoing, attempt, _time.GetUtcNow()) is { } request
                ? (request, null)
                : (null, "There is no signing secret that holds: all have expired, or there was none.");
        }
        catch (CryptographicException e)
        {
            return (null, e.Message);
        }
    }
}
