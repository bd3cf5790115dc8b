namespace Signalbox.Rebuilds;

/// <summary>Rebuilds of all projections, in the background. Safe for any number of callers and processes at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IRebuilds
{
    /// <summary>Records a rebuild; a process with grains carries it out. On disk on return.</summary>
    /// <param name="dryRun">Whether it ends with the comparison.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been recorded.</param>
    /// <returns><see langword="null"/> if one is running.</returns>
    Task<RebuildState?> StartAsync(bool dryRun, CancellationToken cancellationToken);

    /// <summary>Rebuilds, newest first.</summary>
    /// <param name="before">Begins behind the one of this id; <see langword="null"/> at the newest.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<RebuildState>> ListAsync(string? before, int limit, CancellationToken cancellationToken);

    /// <summary>How far a rebuild is; <see langword="null"/> if there is none of this id.</summary>
    Task<RebuildState?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ends a rebuild that is running; the live tables stay as they are, unless it was done at that moment.</summary>
    /// <returns>How it is then; <see langword="null"/> if there is none of this id.</returns>
    Task<RebuildState?> CancelAsync(string id, CancellationToken cancellationToken);
}
