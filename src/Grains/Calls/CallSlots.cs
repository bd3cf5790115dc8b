using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Signalbox.Calls;

/// <summary>
/// This process's slots of every concurrency limit; given back when it ends, after all that could still call. Safe for concurrent use.
/// </summary>
internal sealed class CallSlots(ISlotStore store, ICallRules rules, IOptions<CallOptions> options, TimeProvider time, ILogger<CallSlots> logger)
    : IHostedLifecycleService
{
    private readonly ConcurrentDictionary<string, SlotPool> _pools = new(StringComparer.Ordinal);

    // Of this process's life alone: after a restart nobody knows what was in flight.
    private readonly string _holder = Guid.NewGuid().ToString("n");

    /// <summary>The slots of a limit; <see langword="null"/> if any number may be in flight.</summary>
    /// <param name="name">The limit, <c>{account}/{limit class}</c>.</param>
    internal SlotPool? PoolOf(string name) => rules.LimitOf(name).Concurrency is > 0 and var most
        ? _pools.GetOrAdd(name, key => new SlotPool(key, most, rules.Slots, _holder, store, options.Value.QueueCapacity, time, logger))
        : null;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_pools.Values.Select(pool => pool.StopAsync(cancellationToken)));
        }
        catch (OperationCanceledException)
        {
            // The database is away, or something is still in flight: then the leases end by themselves.
        }
    }
}
