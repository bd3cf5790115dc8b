using System.Collections.Concurrent;

namespace Signalbox.Deliveries;

/// <summary>Which destinations this process delivers to, as far as it knows: its leases, by number. A hint of whom to wake. Safe for any number of callers at once.</summary>
internal sealed class HeldLeases(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, DateTimeOffset> _until = new();

    /// <summary>Those that hold now.</summary>
    internal IReadOnlyList<int> All => [.. _until.Keys.Where(Holds)];

    /// <summary>Whether a lease holds now.</summary>
    internal bool Holds(int destination) => _until.TryGetValue(destination, out var until) && time.GetUtcNow() < until;

    /// <summary>A lease was taken or renewed.</summary>
    /// <param name="destination">The destination's number.</param>
    /// <param name="lasts">How long it holds from now.</param>
    internal void Keep(int destination, TimeSpan lasts) => _until[destination] = time.GetUtcNow() + lasts;

    /// <summary>A lease was given back or lost.</summary>
    internal void Drop(int destination) => _until.TryRemove(destination, out _);
}
