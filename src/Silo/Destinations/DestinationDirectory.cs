using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Signalbox.Destinations;

/// <summary>All destinations in memory; <see cref="Replace"/> swaps them as a whole. Safe for any number of callers at once.</summary>
internal sealed class DestinationDirectory : IDestinations
{
    private volatile Snapshot _snapshot = Snapshot.Of([]);
    private volatile TaskCompletionSource _changed = NewSignal();

    /// <inheritdoc/>
    public IReadOnlyList<Destination> Enabled => _snapshot.Enabled;

    /// <inheritdoc/>
    public bool TryFind(string id, [NotNullWhen(true)] out Destination? destination) => _snapshot.ById.TryGetValue(id, out destination);

    /// <inheritdoc/>
    public bool TryFind(int number, [NotNullWhen(true)] out Destination? destination) => _snapshot.ByNumber.TryGetValue(number, out destination);

    /// <inheritdoc/>
    public Task ChangedAsync(CancellationToken cancellationToken) => _changed.Task.WaitAsync(cancellationToken);

    /// <summary>Puts these in the place of all.</summary>
    /// <param name="destinations">Those that are not deleted.</param>
    internal void Replace(IReadOnlyList<Destination> destinations)
    {
        _snapshot = Snapshot.Of(destinations);
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Snapshot(IReadOnlyList<Destination> Enabled, FrozenDictionary<string, Destination> ById, FrozenDictionary<int, Destination> ByNumber)
    {
        internal static Snapshot Of(IReadOnlyList<Destination> destinations) => new(
            [.. destinations.Where(static d => d.IsEnabled)],
            destinations.ToFrozenDictionary(static d => d.Id, StringComparer.Ordinal),
            destinations.ToFrozenDictionary(static d => d.Number));
    }
}
