using Signalbox.Destinations;

namespace Signalbox.Deliveries;

/// <summary>What becomes of a delivery after a request, and of the destination.</summary>
internal sealed partial class DestinationGrain
{
    // A destination that does well says so at most this often.
    private static readonly TimeSpan HealthEvery = TimeSpan.FromSeconds(10);

    private bool _isFailing;
    private bool _isTold;
    private bool _isGone;
    private int _writing;
    private int _failuresToWrite;
    private DateTimeOffset _healthAt;

    private void Settle(Destination destination, QueuedDelivery delivery, AttemptOutcome outcome, Lease lease, DateTimeOffset began, bool isCurrent)
    {
        if (outcome.IsDelivered)
        {
            if (isCurrent)
            {
                _window.Succeeded(delivery);
            }

            _ = WriteAsync(destination, new DeliveryOutcome(lease.Destination, lease.Fence, delivery, DeliveryFate.Delivered) { Attempt = outcome, At = began });
            return;
        }

        // A receiver that is gone, or is disabled meanwhile, may be enabled again: then the event is tried once more.
        var rest = outcome.NeedsRest ? services.Options.LeastRest : TimeSpan.Zero;
        var wait = destination.Retry.After(delivery.Attempts, rest, outcome.RetryAfter, services.Random.NextDouble());
        var fate = wait is not null ? DeliveryFate.Retry : destination.HoldsOnDeadLetter ? DeliveryFate.Held : DeliveryFate.Dead;
        var written = WriteAsync(
            destination, new DeliveryOutcome(lease.Destination, lease.Fence, delivery, fate) { Attempt = outcome, At = began, RetryIn = wait, TellsHealth = true });
        if (isCurrent)
        {
            SettleBehind(delivery, fate);
        }

        if (fate is not DeliveryFate.Retry)
        {
            _ = services.News.ExhaustedAsync(destination, delivery, outcome);
        }

        if (outcome.IsGone && !_isGone)
        {
            _isGone = true;
            _ = DisableAsync(destination, "gone", written);
        }
    }

    private void SettleBehind(QueuedDelivery delivery, DeliveryFate fate)
    {
        if (fate is DeliveryFate.Dead)
        {
            _window.Succeeded(delivery);
            return;
        }

        if (delivery.Key is { } key)
        {
            _failedKeys.Add(key);
        }

        foreach (var behind in _window.Failed(delivery))
        {
            Write(behind, DeliveryFate.Parked);
        }
    }

    private void Write(QueuedDelivery delivery, DeliveryFate fate)
    {
        if (_lease is { } lease)
        {
            _ = WriteAsync(null, new DeliveryOutcome(lease.Destination, lease.Fence, delivery, fate));
        }
    }

    private async Task WriteAsync(Destination? destination, DeliveryOutcome outcome)
    {
        var isFailure = outcome.Fate is not DeliveryFate.Delivered;
        var now = Now;
        if (outcome.Attempt is not null && (isFailure || _isFailing || now - _healthAt >= HealthEvery))
        {
            outcome = outcome with { TellsHealth = true };
            (_healthAt, _isFailing) = (now, isFailure);
        }

        _writing++;
        _failuresToWrite += isFailure ? 1 : 0;
        try
        {
            var report = await services.Ledger.WriteAsync(outcome);
            if (_again.Remove(outcome.Delivery.Seq))
            {
                _settled.Add(outcome.Delivery.Seq);
            }

            if (outcome.RetryIn is { } wait)
            {
                // Not before it is written: a read that began until then does not see it, and would set the time anew.
                DueBy(Now + wait);
            }

            if (outcome.MayUnpark)
            {
                _lookAt = DateTimeOffset.MinValue;
                Signal();
            }

            if (!report.IsOwner)
            {
                // Another process has taken over; the loop finds that it has to stop.
                _lease = _lease?.Fence == outcome.Fence ? null : _lease;
            }
            else if (destination is not null)
            {
                await TellAsync(destination, outcome, report);
            }
        }
        catch (Exception e)
        {
            // Only the telling can fail: the next failure tells again.
            LogPaused(services.Logger, _id, e.Message);
        }
        finally
        {
            _writing--;
            _failuresToWrite -= isFailure ? 1 : 0;
            if (_writing == 0 || isFailure)
            {
                Signal();
            }
        }
    }

    private async Task TellAsync(Destination destination, DeliveryOutcome outcome, LedgerReport report)
    {
        if (outcome.Fate is DeliveryFate.Delivered)
        {
            if (_isTold && !_isFailing)
            {
                _isTold = false;
                await services.News.RecoveredAsync(destination);
            }

            return;
        }

        if (report.FailingFor is not { } failingFor)
        {
            return;
        }

        if (!_isTold && failingFor >= services.Options.FailingAfter)
        {
            _isTold = true;
            await services.Store.NoteToldAsync(destination.Number, CancellationToken.None);
            await services.News.FailingAsync(destination, failingFor, outcome.Attempt is { } attempt ? DeliveryNames.Of(attempt.Result) : null);
        }

        if (destination.DisableAfter is { } limit && failingFor >= limit && !_isGone)
        {
            _isGone = true;
            await DisableAsync(destination, "failing", Task.CompletedTask);
        }
    }

    /// <summary>Nothing is sent from the moment on when this is called for, though the directory learns of it only later.</summary>
    private async Task DisableAsync(Destination destination, string reason, Task written)
    {
        try
        {
            await written;
            if (await services.Store.DisableAsync(destination.Number, reason, CancellationToken.None))
            {
                await services.News.DisabledAsync(destination, reason);
            }

            using var patience = new CancellationTokenSource(Linger, services.Time);
            while (true)
            {
                // Before the look: what changes between the two would be waited for in vain.
                var changed = services.Destinations.ChangedAsync(patience.Token);
                if (!services.Destinations.TryFind(_id, out var known) || !known.IsEnabled)
                {
                    break;
                }

                await changed;
            }
        }
        catch (Exception e)
        {
            // The next failure disables it.
            LogPaused(services.Logger, _id, e.Message);
        }
        finally
        {
            _isGone = false;
            Signal();
        }
    }
}
