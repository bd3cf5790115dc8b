using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>
/// How long objects wait that could not be read: twice as long after each time. In memory only, of the process that looks: after a restart, or
/// when another process looks, each such object is tried once more and its waits begin anew. Bounded. Not thread-safe.
/// </summary>
internal sealed class ReadBackoff
{
    /// <summary>The most objects remembered. Beyond them those are forgotten that would be tried next.</summary>
    internal const int Most = 10_000;

    /// <summary>The wait after the first time.</summary>
    internal static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Dictionary<ObjectKey, (int Times, DateTimeOffset Until)> _waits = [];

    /// <summary>How many are remembered.</summary>
    internal int Count => _waits.Count;

    /// <summary>Whether it is not to be tried yet.</summary>
    internal bool IsWaiting(ObjectKey key, DateTimeOffset now) => _waits.TryGetValue(key, out var wait) && now < wait.Until;

    /// <summary>It could not be read.</summary>
    internal void Failed(ObjectKey key, DateTimeOffset now)
    {
        var times = _waits.GetValueOrDefault(key).Times + 1;
        var wait = First * Math.Pow(2, Math.Min(times - 1, 20));
        _waits[key] = (times, now + (wait < Longest ? wait : Longest));
        if (_waits.Count > Most)
        {
            _waits.Remove(_waits.MinBy(static w => w.Value.Until).Key);
        }
    }

    /// <summary>There is nothing to wait for any more.</summary>
    internal void Forget(ObjectKey key) => _waits.Remove(key);
}
