using Signalbox.Destinations;

namespace Signalbox.Deliveries;

/// <summary>How a destination's deliveries come into memory: by the one process that holds the lease, a page at a time.</summary>
internal sealed partial class DestinationGrain
{
    // Those that were read as due, until what became of them is written: until then they would be read again.
    private readonly HashSet<long> _again = [];

    // Those of them of which that was written since the read under way began: it may have seen them as they were before.
    private readonly HashSet<long> _settled = [];

    // The keys of which one has failed since the read under way began: it does not know of that.
    private readonly HashSet<long> _failedKeys = [];

    private Lease? _lease;
    private DateTimeOffset _othersUntil;
    private long _mark;

    // When the next one is due that is known of, and when to look for those that are not.
    private DateTimeOffset _dueAt;
    private DateTimeOffset _lookAt;

    // Everything was forgotten, while some are still under way.
    private bool _isUnsettled;

    private bool IsOwner => _lease is { } lease && Now < lease.Until;

    /// <summary>Takes the lease, or makes it last when a third of its time is over.</summary>
    /// <returns><see langword="false"/> if another process has it.</returns>
    private async Task<bool> HoldLeaseAsync(Destination destination)
    {
        if (_isUnsettled)
        {
            await SettledAsync();
        }

        var asked = Now;
        if (_lease is { } held && asked < held.Until)
        {
            if (held.Until - asked > held.Lasts * 2 / 3)
            {
                return true;
            }

            if (await services.Store.RenewAsync(held.Destination, held.Fence, _stopping.Token))
            {
                // A look from time to time, should a word of another process be lost.
                (_lease, _mayHaveFresh) = (held with { Until = asked + held.Lasts }, true);
                return true;
            }
        }

        Forget();
        await SettledAsync();
        if (await services.Store.AcquireAsync(destination.Number, _stopping.Token) is not { } taken)
        {
            // Whoever has it hears of what is committed here. A wake for each commit must not ask for it each time.
            (_lease, _othersUntil) = (null, asked + Pause);
            return false;
        }

        _lease = new Lease(destination.Number, taken.Fence, taken.Lasts, asked + taken.Lasts);
        (_isFailing, _isTold) = (taken.IsFailing, taken.IsTold);
        await services.Store.UnparkAsync(destination.Number, _stopping.Token);
        return true;
    }

    private async Task ReadAsync(Destination destination)
    {
        var now = Now;
        if ((_dueAt <= now || _lookAt <= now) && _window.Count < LowWater)
        {
            await ReadDueAsync(destination, now);
        }

        if (_mayHaveFresh && _window.Count < LowWater && _pace.PausedFor(now) == TimeSpan.Zero)
        {
            await FailuresWrittenAsync();
            await ReadFreshAsync(destination);
        }
    }

    /// <summary>What is read before a failure is written would not know that it is behind it.</summary>
    private async Task FailuresWrittenAsync()
    {
        while (_failuresToWrite > 0)
        {
            await WaitAsync(Pause);
        }

        _failedKeys.Clear();
    }

    private async Task ReadDueAsync(Destination destination, DateTimeOffset now)
    {
        await FailuresWrittenAsync();

        // What becomes due meanwhile by somebody's hand is told of by a wake, or found at the next look.
        (_dueAt, _lookAt) = (DateTimeOffset.MaxValue, now + Linger);
        _settled.Clear();
        var due = await services.Store.ReadDueAsync(destination.Number, PageSize, _stopping.Token);
        await services.Events.PrepareAsync([.. due.Deliveries.Select(static d => d.Position)], _stopping.Token);
        var stale = due.Deliveries.Where(d => _settled.Contains(d.Seq) || (d.Key is { } key && _failedKeys.Contains(key))).ToHashSet();
        var added = due.Deliveries.Where(d => !stale.Contains(d) && _again.Add(d.Seq)).ToList();
        added.ForEach(_window.Add);
        if (stale.Count > 0)
        {
            // How they stand now, the next read sees.
            DueBy(now);
        }

        if (due.Deliveries.Count == PageSize)
        {
            // There are more. Those that are under way would be read again and again.
            DueBy(now + (added.Count == 0 ? Pause : TimeSpan.Zero));
        }
        else if (due.NextIn is { } next)
        {
            DueBy(Now + next);
        }
    }

    private void DueBy(DateTimeOffset at) => _dueAt = at < _dueAt ? at : _dueAt;

    private async Task ReadFreshAsync(Destination destination)
    {
        _mayHaveFresh = false;
        var page = await services.Store.ReadFreshAsync(destination.Number, _mark, PageSize, _stopping.Token);
        if (page.Count == 0)
        {
            return;
        }

        _mayHaveFresh |= page.Count == PageSize;
        _mark = page[^1].Seq;
        await services.Events.PrepareAsync([.. page.Where(static d => !d.IsBehind).Select(static d => d.Position)], _stopping.Token);
        foreach (var delivery in page)
        {
            if (delivery.IsBehind || (delivery.Key is { } key && _failedKeys.Contains(key)))
            {
                Write(delivery, DeliveryFate.Parked);
            }
            else
            {
                _window.Add(delivery);
            }
        }
    }

    /// <summary>Forgets what waits; what is under way comes to its end.</summary>
    private void Forget()
    {
        _window.Clear();
        _generation++;
        _isUnsettled = true;
    }

    /// <summary>Until nothing is under way and all is written: only then can everything be read anew.</summary>
    private async Task SettledAsync()
    {
        do
        {
            // What was being read when everything was forgotten has come in since.
            Forget();
            await WaitAsync(_inFlight > 0 || _writing > 0 ? Pause : TimeSpan.Zero);
        }
        while (_inFlight > 0 || _writing > 0);
        _again.Clear();
        (_isUnsettled, _mark, _mayHaveFresh, _dueAt, _lookAt) = (false, 0, true, DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
    }

    private sealed record Lease(int Destination, long Fence, TimeSpan Lasts, DateTimeOffset Until);
}
