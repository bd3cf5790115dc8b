using System.Diagnostics.CodeAnalysis;

namespace Signalbox.Destinations;

/// <summary>All destinations, as this process knows them: a change is known everywhere within some two seconds. Safe for concurrent use.</summary>
internal interface IDestinations
{
    /// <summary>Those that are enabled. The same object until something changes.</summary>
    IReadOnlyList<Destination> Enabled { get; }

    /// <summary>Those of them that an event may concern, whatever its type: its tenant's and everybody's. Looked up, however many there are.</summary>
    /// <param name="tenant">Whose event it is; <see langword="null"/>: no tenant's.</param>
    IReadOnlyList<Destination> For(string? tenant);

    /// <summary>Finds one by its id, also if it is disabled; not if it is deleted.</summary>
    bool TryFind(string id, [NotNullWhen(true)] out Destination? destination);

    /// <summary>Finds one by its number, also if it is disabled; not if it is deleted.</summary>
    bool TryFind(int number, [NotNullWhen(true)] out Destination? destination);

    /// <summary>Completes at the next change after the call.</summary>
    Task ChangedAsync(CancellationToken cancellationToken);
}
