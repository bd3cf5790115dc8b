using Microsoft.Extensions.Logging;
using Signalbox.Destinations;

namespace Signalbox.Deliveries;

/// <summary>How what is in memory is sent, as much at once as may be.</summary>
internal sealed partial class DestinationGrain
{
    private int _inFlight;

    // Grows whenever everything is forgotten: what was sent before is of no concern to the window any more.
    private int _generation;

    // After a failure that may be the receiver's fault one request at a time, and more again as they succeed.
    private int _atOnce = int.MaxValue;

    /// <summary>Sends what may be sent now, as the destination is configured now: the caller may have waited since it looked.</summary>
    /// <returns>When to look again, if nothing happens before; more than zero.</returns>
    private TimeSpan StartSending()
    {
        if (!services.Destinations.TryFind(_id, out var destination))
        {
            return LeastWait;
        }

        var now = Now;
        var lookIn = LookIn(now);
        while (_window.HasReady && !_isUnsettled && IsOwner && MaySendTo(destination) && _inFlight < Math.Min(destination.Concurrency, _atOnce))
        {
            if (services.Ledger.IsFull)
            {
                return SlotPause;
            }

            var isFailing = _isFailing;
            if (!services.Slots.TryTake(isFailing))
            {
                return SlotPause;
            }

            if (_pace.TryBegin(destination.Rate, now, out var wait) is not { } round)
            {
                services.Slots.Release(isFailing);
                return wait > lookIn ? lookIn : wait > LeastWait ? wait : LeastWait;
            }

            _window.TryTake(out var delivery);
            _inFlight++;
            _ = SendAsync(destination, delivery!, round, isFailing);
        }

        return lookIn;
    }

    private TimeSpan LookIn(DateTimeOffset now)
    {
        var lookAt = _lease is { } lease ? lease.Until - (lease.Lasts * 2 / 3) : now + Pause;
        if (_window.Count < LowWater)
        {
            lookAt = _dueAt < lookAt ? _dueAt : lookAt;
            lookAt = _lookAt < lookAt ? _lookAt : lookAt;
        }

        return lookAt - now > LeastWait ? lookAt - now : LeastWait;
    }

    private async Task SendAsync(Destination destination, QueuedDelivery delivery, long round, bool isFailing)
    {
        var (lease, generation, began) = (_lease!, _generation, Now);
        var attempt = delivery.Attempts + 1;
        AttemptOutcome? outcome = null;
        var lag = TimeSpan.Zero;
        try
        {
            if (await services.Events.GetAsync(delivery.Position, _stopping.Token) is not { } outgoing)
            {
                outcome = new AttemptOutcome(AttemptResult.Unusable, TimeSpan.Zero) { Error = "The journal does not hold the event any more." };
            }
            else if (IsOwner && services.Destinations.TryFind(_id, out var current) && MaySendTo(current))
            {
                // Still so: the event may have had to be read, and the process may have stood still.
                outcome = await services.Sender.SendAsync(current, outgoing, attempt, _stopping.Token);
                lag = Now - outgoing.ReceivedAt;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process stops: it may have arrived, and is sent again by whoever is next.
        }
        catch (Exception e)
        {
            // The event could not be read: no fault of the receiver's, and no attempt.
            LogNotSent(services.Logger, DeliveryNames.DeliveryId(destination.Number, delivery.Seq), e.Message);
        }
        finally
        {
            services.Slots.Release(isFailing);
            _inFlight--;
        }

        if (outcome is null)
        {
            _pace.GiveBack(round, Now);
            Forget();
        }
        else
        {
            _pace.End(round, outcome, Now);
            services.Metrics.Ended(outcome, attempt, lag);
            _atOnce = outcome.IsDelivered ? (_atOnce >= destination.Concurrency ? int.MaxValue : _atOnce * 2) : SendingPace.IsItsFault(outcome) ? 1 : _atOnce;
            Settle(destination, delivery with { Attempts = attempt }, outcome, lease, began, isCurrent: generation == _generation);
        }

        StartSending();

        // The loop is called for when there is room for more, and when something else than room keeps what is here from being sent.
        if (_inFlight == 0 || _window.Count < LowWater || _isUnsettled || (_window.HasReady && _inFlight < destination.Concurrency))
        {
            Signal();
        }
    }

    private bool MaySendTo(Destination destination) => destination.IsEnabled && !_isGone && !_stopping.IsCancellationRequested;

    [LoggerMessage(7151, LogLevel.Warning, "{Delivery} was not sent, since its event could not be read; it is tried again: {Reason}")]
    private static partial void LogNotSent(ILogger logger, string delivery, string reason);
}
