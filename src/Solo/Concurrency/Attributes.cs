using Orleans.Placement;

namespace Orleans.Concurrency;

/// <summary>
/// The grain takes every request as it comes: while one awaits, turns of others run. Turns never run in parallel. Without it, a grain
/// finishes a request, awaits included, before the next one starts.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

/// <summary>Requests of this method start at once, whatever else the grain is doing, and keep nothing else from starting.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>Requests of such methods of a grain may interleave with each other, and with no other request.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>
/// The caller's task completes at once, before the request has been handled; what it throws, or that it was refused, is logged and
/// counted, and the caller never hears of it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>
/// A grain without identity-bound state: several activations of one key run at once, each taking one request at a time. A new one is made
/// when all others are busy, up to the limit.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : PlacementAttribute
{
    internal int Limit { get; }

    /// <summary>At most as many activations of a key as the machine has processors.</summary>
    public StatelessWorkerAttribute()
        : this(Environment.ProcessorCount)
    {
    }

    /// <param name="maxLocalWorkers">The most activations of a key; at least 1.</param>
    public StatelessWorkerAttribute(int maxLocalWorkers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLocalWorkers, 1);
        Limit = maxLocalWorkers;
    }
}
