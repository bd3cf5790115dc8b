namespace Orleans.Runtime;

/// <summary>An object outside of the grains that takes calls one at a time. It is held weakly; without it, calls are refused.</summary>
internal sealed class ObserverObject : Destination, ITurnTaker
{
    private readonly WeakReference<object>? _observer;
    private readonly Queue<GrainCall> _waiting = new();
    private readonly RequestGate _gate = new(reentrant: false);
    private readonly ActivationScheduler _scheduler;
    private readonly Silo _silo;
    private volatile bool _ended;
    private int _requests;

    internal ObserverObject(Silo silo, IGrainObserver? observer)
    {
        _silo = silo;
        _observer = observer is null ? null : new WeakReference<object>(observer);
        _scheduler = new ActivationScheduler(this);
    }

    public IGrainContext? Context => null;

    internal override bool TryPost(GrainCall call)
    {
        var limit = _silo.Messaging.MaxEnqueuedRequestsHardLimit;
        var requests = Interlocked.Increment(ref _requests);
        if (limit > 0 && requests > limit)
        {
            Interlocked.Decrement(ref _requests);
            _silo.Calls.Refuse(call, new LimitExceededException(nameof(_silo.Messaging.MaxEnqueuedRequestsHardLimit), requests, limit, call.Target.GrainId));
            return true;
        }

        return _scheduler.TryPost(call);
    }

    internal bool End() => _ended = true;

    public void Take(GrainCall call)
    {
        if (call.Running is { } completed)
        {
            call.Running = null;
            Finish(call, completed);
        }
        else
        {
            _waiting.Enqueue(call);
        }

        while (_waiting.TryPeek(out var next) && _gate.Admits(next))
        {
            _waiting.Dequeue();
            Start(next);
        }
    }

    public void Rest()
    {
        // Observers do not become idle.
    }

    private void Start(GrainCall call)
    {
        object? observer = null;
        if (_ended || _observer?.TryGetTarget(out observer) is not true)
        {
            Interlocked.Decrement(ref _requests);
            _silo.Calls.Refuse(call, new OrleansMessageRejectionException($"{call.Target.GrainId} is no longer there: its reference was deleted, or nobody kept the object."));
            return;
        }

        _gate.Enter(call);
        CallFrame.Current = call;
        Task task;
        try
        {
            task = call.Invoke(observer!) ?? throw new InvalidOperationException($"{call.Name} returned null instead of a task.");
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
        call.Answer(outcome);
        if (outcome.IsFaulted && call.OneWay)
        {
            _silo.Calls.LogFailed(call, outcome.Exception!.InnerException!);
        }

        Interlocked.Decrement(ref _requests);
    }
}
