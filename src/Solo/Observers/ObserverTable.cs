using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The observers that references refer to.</summary>
internal sealed class ObserverTable(Silo silo) : Destinations(silo, GrainType.Create("sys.observer"))
{
    private readonly ConcurrentDictionary<string, ObserverObject> _observers = new(StringComparer.Ordinal);

    internal string Add(IGrainObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var key = Guid.NewGuid().ToString("N");
        _observers[key] = new ObserverObject(Silo, observer);
        return key;
    }

    internal bool Remove(string key) => _observers.TryRemove(key, out var observer) && observer.End();

    internal override Destination Locate(string key) => _observers.GetValueOrDefault(key) ?? new ObserverObject(Silo, observer: null);
}
