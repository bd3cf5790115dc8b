namespace Orleans.Runtime;

/// <summary>What an <see cref="ActivationScheduler"/> runs turns for.</summary>
internal interface ITurnTaker
{
    IGrainContext? Context { get; }

    /// <summary>A request has arrived, or one that was running has completed. Runs as a turn; must not throw.</summary>
    void Take(GrainCall call);

    /// <summary>A burst of turns is over. Not a turn itself.</summary>
    void Rest();
}

/// <summary>
/// Runs the turns of one activation, one after the other: the requests that arrive and the continuations of its code. However many turns
/// wait, they take one work item of the thread pool together, and none when none waits.
/// </summary>
internal sealed class ActivationScheduler(ITurnTaker owner) : TaskScheduler, IThreadPoolWorkItem
{
    // So many turns in a row, before other activations have theirs.
    private const int TurnsInARow = 256;

    [ThreadStatic]
    private static ActivationScheduler? _running;

    private readonly Lock _gate = new();
    private Queue<object> _arriving = new(4);
    private Queue<object> _taken = new(4);
    private bool _scheduled;
    private bool _closed;

    /// <summary>The scheduler whose turn the current thread runs.</summary>
    internal static ActivationScheduler? Running => _running;

    internal ITurnTaker Owner { get; } = owner;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Brings a request; <see langword="false"/> after <see cref="Close"/>.</summary>
    internal bool TryPost(GrainCall call)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _arriving.Enqueue(call);
            if (_scheduled)
            {
                return true;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return true;
    }

    /// <summary>Brings a request back that has been running, or a continuation. Closing does not stop these.</summary>
    internal void Resume(object turn)
    {
        lock (_gate)
        {
            _arriving.Enqueue(turn);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>Takes no more requests. Those that are here already are still brought to the owner.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>Runs something as a turn, outside of any request.</summary>
    internal void Run(Action<object?> turn, object state)
    {
        var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        try
        {
            _ = Task.Factory.StartNew(turn, state, CancellationToken.None, TaskCreationOptions.None, this);
        }
        finally
        {
            flow.Dispose();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var before = _running;
        _running = this;
        try
        {
            for (var turns = 0; turns < TurnsInARow; )
            {
                if (!TakeArrived())
                {
                    return;
                }

                while (_taken.TryPeek(out var turn))
                {
                    turns++;
                    if (turn is Task task)
                    {
                        _taken.Dequeue();
                        TryExecuteTask(task);
                    }
                    else
                    {
                        // Code that requests start has to find this scheduler as the current one, which takes a task; one serves them all.
                        new Task(static self => ((ActivationScheduler)self!).TakeCalls(), this).RunSynchronously(this);
                    }
                }

                Owner.Rest();
            }
        }
        finally
        {
            _running = before;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task) => Resume(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && _running == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private bool TakeArrived()
    {
        lock (_gate)
        {
            _scheduled = _arriving.Count > 0;
            (_arriving, _taken) = (_taken, _arriving);
            return _scheduled;
        }
    }

    private void TakeCalls()
    {
        while (_taken.TryPeek(out var turn) && turn is GrainCall call)
        {
            _taken.Dequeue();
            Owner.Take(call);
        }

        if (CallFrame.Current is not null)
        {
            CallFrame.Current = null;
        }
    }
}
