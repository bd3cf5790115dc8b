using Signalbox.Postgres;
using Signalbox.Streams;

namespace Signalbox.Feed;

/// <summary>Tells, in this process and to the others, that something entered the outbox. Safe for any number of callers at once.</summary>
internal sealed class OutboxSignal(ProcessWakes wakes)
{
    private readonly Lock _lock = new();
    private volatile IReadOnlyList<Action> _handlers = [];

    /// <summary>Calls it on the committer's thread after each transaction with events that leave; it must not block.</summary>
    internal void Add(Action handler)
    {
        lock (_lock)
        {
            _handlers = [.. _handlers, handler];
        }
    }

    /// <summary>Calls it no more.</summary>
    internal void Remove(Action handler)
    {
        lock (_lock)
        {
            _handlers = [.. _handlers.Where(h => h != handler)];
        }
    }

    /// <summary>These were committed, or were fenced off.</summary>
    internal void Committed(IReadOnlyList<StreamCommit> commits)
    {
        for (var i = 0; i < commits.Count; i++)
        {
            if (commits[i].Leaving.Count > 0)
            {
                foreach (var handler in _handlers)
                {
                    handler();
                }

                wakes.Send(ProcessWakes.Outbox);
                return;
            }
        }
    }
}
