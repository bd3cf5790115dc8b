using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// One grain in memory: its object, the requests that wait for it, and the stages of its life. Everything but posting and asking to end
/// happens in its turns, so that nothing here needs a lock.
/// </summary>
internal sealed partial class Activation : Destination, IGrainContext, ITurnTaker
{
    private readonly Queue<GrainCall> _waiting = new(0);
    private readonly ActivationScheduler _scheduler;
    private readonly RequestGate _gate;
    private readonly string _key;
    private readonly Action<Activation> _remove;
    private Stage _stage;
    private bool _served;
    private bool _used;
    private int _requests;
    private TaskCompletionSource? _drained;

    /// <param name="grainClass">What it is an activation of.</param>
    /// <param name="key">The grain's key.</param>
    /// <param name="remove">Makes room for the next activation.</param>
    internal Activation(GrainClass grainClass, string key, Action<Activation> remove)
    {
        Class = grainClass;
        _key = key;
        _remove = remove;
        _gate = new RequestGate(grainClass.Reentrant);
        _scheduler = new ActivationScheduler(this);
        Idleness = new Idleness(grainClass.AgeLimit, grainClass.Silo.Time);
    }

    private enum Stage
    {
        Created = 0,
        Activating = 1,
        Active = 2,
        Deactivating = 3,
        Ended = 4,
    }

    internal GrainClass Class { get; }

    internal Idleness Idleness { get; }

    /// <summary>How many requests wait or run.</summary>
    internal int Requests => Volatile.Read(ref _requests);

    public GrainId GrainId => GrainId.Create(Class.Type, _key);

    public GrainReference GrainReference => InterfaceShape.Of(typeof(IAddressable)).Refer(Class, _key);

    public object? GrainInstance { get; private set; }

    IGrainContext ITurnTaker.Context => this;

    internal override bool TryPost(GrainCall call)
    {
        var requests = Interlocked.Increment(ref _requests);
        if (Class.RequestLimit > 0 && requests > Class.RequestLimit && call.FromCaller)
        {
            Release();
            Class.Silo.Calls.Refuse(call, new LimitExceededException(Class.RequestLimitName, requests, Class.RequestLimit, this));
            return true;
        }

        if (_scheduler.TryPost(call))
        {
            return true;
        }

        Release();
        return false;
    }

    /// <summary>Completes when no request waits or runs.</summary>
    internal Task DrainedAsync()
    {
        var drained = Volatile.Read(ref _drained);
        if (drained is null)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = Interlocked.CompareExchange(ref _drained, mine, comparand: null) ?? mine;
        }

        if (Requests == 0)
        {
            SignalDrained();
        }

        return drained.Task;
    }

    void ITurnTaker.Take(GrainCall call)
    {
        if (call.Running is { } completed)
        {
            call.Running = null;
            Finish(call, completed);
        }
        else if (_stage is Stage.Ended)
        {
            PassOn(call);
        }
        else if (_stage is Stage.Active && _ending is null && _gate.Admits(call))
        {
            Start(call);
        }
        else
        {
            _waiting.Enqueue(call);
            if (_stage is Stage.Created)
            {
                CallFrame.Current = call;
                _ = ActivateAsync();
            }
        }

        Advance();
    }

    void ITurnTaker.Rest()
    {
        if (_used)
        {
            _used = false;
            Idleness.Use();
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => base.GetHashCode();

    public override string ToString() => $"{GrainId} ({Class.Implementing.Name}, {_stage}, {Requests} requests)";

    /// <summary>Does what can be done now: starts requests that wait, or ends.</summary>
    private void Advance()
    {
        if (_stage is not Stage.Active)
        {
            return;
        }

        if (_ending is { } reason)
        {
            StopTimers();
            if (_gate.Running == 0)
            {
                _ = DeactivateAsync(reason);
            }

            return;
        }

        while (_ending is null && _waiting.TryPeek(out var next) && _gate.Admits(next))
        {
            _waiting.Dequeue();
            Start(next);
        }

        // What reads passes what writes while others read: it was not waiting for them.
        for (var remaining = _gate.Readers > 0 ? _waiting.Count : 0; remaining > 0; remaining--)
        {
            var next = _waiting.Dequeue();
            if (_ending is null && _gate.Admits(next))
            {
                Start(next);
            }
            else
            {
                _waiting.Enqueue(next);
            }
        }

        if (_ending is not null && _gate.Running == 0)
        {
            Advance();
        }
    }

    private void Start(GrainCall call)
    {
        if (call.IsAnswered)
        {
            // Its caller gave up while it waited.
            Release();
            return;
        }

        _gate.Enter(call);
        CallFrame.Current = call;
        Task task;
        try
        {
            var filters = Class.Silo.IncomingFilters;
            task = (call.FromCaller && (filters.Length > 0 || Class.FiltersItself)
                ? call.InvokeThrough(new IncomingCall(call, this, filters))
                : call.Invoke(GrainInstance!)) ?? throw new InvalidOperationException($"{call.Name} of {GrainId} returned null instead of a task.");
        }
        catch (Exception exception)
        {
            task = Task.FromException(exception);
        }

        if (task.IsCompleted)
        {
            Finish(call, task);
            return;
        }

        call.Running = task;
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => _scheduler.Resume(call));
    }

    private void Finish(GrainCall call, Task outcome)
    {
        _gate.Leave(call);
        _served = true;
        _used |= call.KeepsAlive;
        call.Answer(outcome);
        if (outcome.IsFaulted)
        {
            var exception = outcome.Exception!.InnerException!;
            if (call.OneWay)
            {
                Class.Silo.Calls.LogFailed(call, exception);
            }

            if (exception is InconsistentStateException conflict && ReferenceEquals(conflict.Origin, this))
            {
                Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, exception, "The stored state was changed by another."));
            }
        }

        Release();
    }

    /// <summary>Hands a request to the next activation.</summary>
    private void PassOn(GrainCall call)
    {
        Release();
        if (!call.Forwards)
        {
            return;
        }

        if (_failure is not null)
        {
            Class.Silo.Calls.Refuse(call, _failure);
        }
        else if (!_served && ++call.Forwarded > Class.Silo.Messaging.MaxForwardCount)
        {
            Class.Silo.Calls.Refuse(call, new OrleansMessageRejectionException(
                $"{call.Name} was passed on {call.Forwarded} times by activations of {GrainId} that ended before they served a request."));
        }
        else
        {
            call.Target.Post(call);
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _requests) == 0 && Volatile.Read(ref _drained) is not null)
        {
            SignalDrained();
        }
    }

    private void SignalDrained() => Interlocked.Exchange(ref _drained, null)?.TrySetResult();
}
