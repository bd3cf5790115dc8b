namespace Orleans.Runtime;

/// <summary>The activations of one key of a stateless worker.</summary>
internal sealed class WorkerGroup(GrainClass grainClass, string key, int limit, Action<WorkerGroup> remove) : Destination
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private bool _ended;

    internal Activation[] Workers
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers];
            }
        }
    }

    internal override bool TryPost(GrainCall call)
    {
        Activation worker;
        lock (_gate)
        {
            if (_ended)
            {
                return false;
            }

            worker = _workers.MinBy(each => each.Requests) is { } idlest && (idlest.Requests == 0 || _workers.Count >= limit) ? idlest : Add_NeedsLock();
        }

        // A worker that has just ended is out of the group, so another try finds another.
        return worker.TryPost(call);
    }

    private Activation Add_NeedsLock()
    {
        var worker = new Activation(grainClass, key, Remove);
        _workers.Add(worker);
        return worker;
    }

    private void Remove(Activation worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
            _ended = _workers.Count == 0;
            if (_ended)
            {
                remove(this);
            }
        }
    }
}
