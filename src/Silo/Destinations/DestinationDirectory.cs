using System.Collections;
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
    public IReadOnlyList<Destination> For(string? tenant) =>
        tenant is null ? _snapshot.OfNobody : _snapshot.ByTenant.TryGetValue(tenant, out var concerned) ? concerned : _snapshot.OfEverybody;

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

    private sealed record Snapshot(
        IReadOnlyList<Destination> Enabled,
        IReadOnlyList<Destination> OfNobody,
        IReadOnlyList<Destination> OfEverybody,
        FrozenDictionary<string, IReadOnlyList<Destination>> ByTenant,
        FrozenDictionary<string, Destination> ById,
        FrozenDictionary<int, Destination> ByNumber)
    {
        internal static Snapshot Of(IReadOnlyList<Destination> destinations)
        {
            var enabled = destinations.Where(static d => d.IsEnabled).ToList();
            var everybodys = enabled.Where(static d => d.Tenant == DestinationMatch.Everybody).ToArray();
            return new Snapshot(
                enabled,
                Joined([.. enabled.Where(static d => d.Tenant is null)], everybodys),
                everybodys,
                enabled.Where(static d => d.Tenant is not (null or DestinationMatch.Everybody))
                    .GroupBy(static d => d.Tenant!, StringComparer.Ordinal)
                    .ToFrozenDictionary(static g => g.Key, g => Joined([.. g], everybodys), StringComparer.Ordinal),
                destinations.ToFrozenDictionary(static d => d.Id, StringComparer.Ordinal),
                destinations.ToFrozenDictionary(static d => d.Number));
        }

        private static IReadOnlyList<Destination> Joined(Destination[] own, Destination[] everybodys) =>
            everybodys.Length == 0 ? own : own.Length == 0 ? everybodys : new JoinedList(own, everybodys);
    }

    /// <summary>Two lists one behind the other. Not copied together: there may be thousands of tenants, each with everybody's destinations beside its own.</summary>
    private sealed class JoinedList(Destination[] own, Destination[] everybodys) : IReadOnlyList<Destination>
    {
        public int Count => own.Length + everybodys.Length;

        public Destination this[int index] => index < own.Length ? own[index] : everybodys[index - own.Length];

        public IEnumerator<Destination> GetEnumerator() => own.Concat(everybodys).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
