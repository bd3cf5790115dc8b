namespace Signalbox.Care;

/// <summary>What the API reads of the dead letters. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IDeadLetterQueries
{
    /// <summary>Dead letters that pass a filter, newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">Begins behind this id; <see langword="null"/> at the newest.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Those of these ids, or that pass the filter, the oldest first; the status is the filter's.</summary>
    /// <param name="ids">The ids; <see langword="null"/> for all.</param>
    /// <param name="filter">Which.</param>
    /// <param name="after">Begins behind this id; <see langword="null"/> at the oldest.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<DeadLetter>> OldestAsync(IReadOnlyList<long>? ids, DeadLetterFilter filter, long? after, int limit, CancellationToken cancellationToken);

    /// <summary>One of them, or <see langword="null"/>.</summary>
    Task<DeadLetter?> FindAsync(long id, CancellationToken cancellationToken);
}

/// <summary>Which dead letters; what is null does not matter.</summary>
/// <param name="Status">open, replayed or discarded.</param>
/// <param name="Account">Of this account.</param>
/// <param name="Stream">Of this stream.</param>
/// <param name="Type">Of this type, or whose type begins with what stands before a final <c>*</c>.</param>
internal sealed record DeadLetterFilter(string? Status, string? Account, string? Stream, string? Type = null);
