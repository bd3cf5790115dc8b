namespace Signalbox.Cache;

/// <summary>Lets callers that want the same at the same time share one task. Safe for any number of callers at once.</summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Task<TResult>> _flights = [];

    /// <summary>How many are under way.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _flights.Count;
            }
        }
    }

    /// <summary>The task of this key that is under way, or a new one. It belongs to no caller: who gives up only stops waiting for it.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="startAsync">Gets it.</param>
    /// <returns>The task, and whether this caller began it.</returns>
    internal (Task<TResult> Flight, bool IsOwn) Join(TKey key, Func<Task<TResult>> startAsync)
    {
        lock (_gate)
        {
            if (_flights.TryGetValue(key, out var flight))
            {
                return (flight, false);
            }

            // On a thread of its own, so that nothing of it runs inside the lock.
            flight = Task.Run(() => FlyAsync(key, startAsync));
            _flights.Add(key, flight);
            return (flight, true);
        }
    }

    private async Task<TResult> FlyAsync(TKey key, Func<Task<TResult>> startAsync)
    {
        try
        {
            return await startAsync();
        }
        finally
        {
            lock (_gate)
            {
                _flights.Remove(key);
            }
        }
    }
}
