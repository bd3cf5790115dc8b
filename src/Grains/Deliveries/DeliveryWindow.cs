using System.Diagnostics.CodeAnalysis;

namespace Signalbox.Deliveries;

/// <summary>The deliveries of a destination that are in memory, and which of them may be sent: of each key only the first. Not thread-safe.</summary>
internal sealed class DeliveryWindow
{
    private readonly Queue<QueuedDelivery> _ready = new();

    // The keys of which one is ready or under way, and what waits behind it.
    private readonly Dictionary<long, Queue<QueuedDelivery>?> _busy = [];
    private int _behind;

    /// <summary>How many there are that are not under way.</summary>
    internal int Count => _ready.Count + _behind;

    /// <summary>Whether one may be sent.</summary>
    internal bool HasReady => _ready.Count > 0;

    /// <summary>Adds one; of a key they come in their order.</summary>
    internal void Add(QueuedDelivery delivery)
    {
        if (delivery.Key is not { } key || _busy.TryAdd(key, null))
        {
            _ready.Enqueue(delivery);
            return;
        }

        (_busy[key] ??= new Queue<QueuedDelivery>()).Enqueue(delivery);
        _behind++;
    }

    /// <summary>Takes the next one that may be sent. It is under way until it has succeeded or failed.</summary>
    internal bool TryTake([NotNullWhen(true)] out QueuedDelivery? delivery) => _ready.TryDequeue(out delivery);

    /// <summary>Puts one back in whose turn it was but that was not sent.</summary>
    internal void PutBack(QueuedDelivery delivery) => _ready.Enqueue(delivery);

    /// <summary>One is delivered: the next of its key may be sent.</summary>
    internal void Succeeded(QueuedDelivery delivery)
    {
        if (delivery.Key is not { } key)
        {
            return;
        }

        if (_busy[key] is { Count: > 0 } behind)
        {
            _ready.Enqueue(behind.Dequeue());
            _behind--;
        }
        else
        {
            _busy.Remove(key);
        }
    }

    /// <summary>One is not delivered.</summary>
    /// <returns>Those of its key that waited behind it, in their order. They are not here any more.</returns>
    internal IReadOnlyCollection<QueuedDelivery> Failed(QueuedDelivery delivery)
    {
        if (delivery.Key is not { } key || !_busy.Remove(key, out var behind) || behind is null)
        {
            return [];
        }

        _behind -= behind.Count;
        return behind;
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        _ready.Clear();
        _busy.Clear();
        _behind = 0;
    }
}
