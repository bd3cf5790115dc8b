using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Accounts;

/// <summary>
/// The one simulated account, behind one lock: what a call does, the events it causes and their way to the webhooks are one step, so that
/// events are sent and listed in the order in which things happened. Safe for any number of callers at once.
/// </summary>
internal sealed class SandboxAccount
{
    private readonly Lock _gate = new();
    private readonly StripeAccount _account;
    private readonly EventBook _events;
    private readonly IEventSink _sink;
    private readonly TimeProvider _time;
    private TimeSpan _ahead;
    private bool _isFrozen;

    internal SandboxAccount(SandboxOptions options, EventBook events, IEventSink sink, TimeProvider time)
    {
        (_events, _sink, _time) = (events, sink, time);
        _account = new StripeAccount(options.Seed, time.GetUtcNow(), new StripeAccountOptions { SameSecond = options.SameSecond });
    }

    /// <summary>The account's clock: the real one, and how far it was advanced.</summary>
    internal DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                SetClock_NeedsLock();
                return _account.Now;
            }
        }
    }

    /// <summary>Whether time stands still, so that all events carry one and the same second.</summary>
    internal bool IsFrozen
    {
        get
        {
            lock (_gate)
            {
                return _isFrozen;
            }
        }

        set
        {
            lock (_gate)
            {
                SetClock_NeedsLock();
                _isFrozen = value;
            }
        }
    }

    /// <summary>Does something with the account. Events are recorded even if it throws: a declined payment is an error and has happened.</summary>
    internal T Run<T>(ApiCaller? caller, Func<StripeAccount, T> work)
    {
        lock (_gate)
        {
            SetClock_NeedsLock();
            _account.SetCaller(caller);
            try
            {
                return work(_account);
            }
            finally
            {
                Publish_NeedsLock();
            }
        }
    }

    /// <summary>Lets the account's time run ahead, doing what becomes due on the way.</summary>
    /// <returns>The account's clock afterwards.</returns>
    internal DateTimeOffset Advance(TimeSpan by) => Run(caller: null, account =>
    {
        Advance_NeedsLock(by);
        return account.Now;
    });

    /// <summary>The same, from within <see cref="Run"/>.</summary>
    internal void Advance_NeedsLock(TimeSpan by)
    {
        _account.RunTo(_account.Now + by);
        _ahead += by;
    }

    /// <summary>What the events so far say of every object.</summary>
    internal GroundTruth Truth() => Run(caller: null, static account => account.Truth());

    private void SetClock_NeedsLock()
    {
        var now = _time.GetUtcNow() + _ahead;
        if (!_isFrozen && now > _account.Now)
        {
            _account.SetClock(now);
        }
    }

    private void Publish_NeedsLock()
    {
        _account.SetCaller(null);
        foreach (var one in _account.Drain())
        {
            _events.Add(one);
            _sink.Take(one);
        }
    }
}

/// <summary>Where events go when they have happened.</summary>
internal interface IEventSink
{
    /// <summary>Called in the order of the events; must not wait.</summary>
    void Take(SimulatedEvent one);
}
