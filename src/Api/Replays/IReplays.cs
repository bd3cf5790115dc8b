namespace Signalbox.Replays;

/// <summary>Applies events of the journal once more, in the background. Safe for any number of callers and processes at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IReplays
{
    /// <summary>The most replays that may be running; more would only wait for each other.</summary>
    const int MostRunning = 16;

    /// <summary>Records a replay; a process with grains carries it out. On disk on return.</summary>
    /// <returns><see langword="null"/> if <see cref="MostRunning"/> are running.</returns>
    Task<ReplayState?> StartAsync(ReplayScope scope, CancellationToken cancellationToken);

    /// <summary>Replays, newest first.</summary>
    /// <param name="state">Only those in this state; <see langword="null"/> for all.</param>
    /// <param name="before">Begins behind the one of this id; <see langword="null"/> at the newest.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<ReplayState>> ListAsync(string? state, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>How far a replay is; <see langword="null"/> if there is none of this id.</summary>
    Task<ReplayState?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ends a replay that is running; what it has applied stays.</summary>
    /// <returns>How it is then; <see langword="null"/> if there is none of this id.</returns>
    Task<ReplayState?> CancelAsync(string id, CancellationToken cancellationToken);
}

/// <summary>Which events are applied once more; what is null does not matter.</summary>
/// <param name="Account">Of this account.</param>
/// <param name="Stream">Of this stream.</param>
/// <param name="Version">With a stream: only this version of it.</param>
/// <param name="Type">Of this type, or whose type begins with what stands before a final <c>*</c>.</param>
/// <param name="Status"><c>applied</c> or <c>dead_letter</c>; null: both.</param>
/// <param name="From">That entered the journal at this time or later.</param>
/// <param name="To">That entered the journal before this time; at the latest, before the replay was asked for.</param>
/// <param name="Effects">Whether what the events cause outside may leave once more.</param>
internal sealed record ReplayScope(
    string? Account, string? Stream, long? Version, string? Type, string? Status, DateTimeOffset? From, DateTimeOffset? To, bool Effects);
