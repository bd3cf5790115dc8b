using Signalbox.Http;

namespace Signalbox.Projections;

/// <summary>What the API reads of the projections. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IProjectionQueries
{
    /// <summary>Rows that pass a filter, ordered by account and id.</summary>
    /// <param name="resource">Which projection.</param>
    /// <param name="filter">Which rows.</param>
    /// <param name="after">Begins behind the row of this account and id; <see langword="null"/> at the first.</param>
    /// <param name="limit">The most rows to return.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<ProjectedObject>> ListAsync(
        ProjectionResource resource, ProjectionFilter filter, (string Account, string Id)? after, int limit, CancellationToken cancellationToken);

    /// <summary>The row of each of the accounts that has one of this id, deleted ones too.</summary>
    /// <param name="resource">Which projection.</param>
    /// <param name="accounts">The accounts to look in.</param>
    /// <param name="id">The provider's id.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<ProjectedObject>> FindAsync(
        ProjectionResource resource, IReadOnlyList<string> accounts, string id, CancellationToken cancellationToken);
}

/// <summary>Which rows; what is null does not matter.</summary>
/// <param name="Account">Of this account.</param>
/// <param name="Deleted">Deleted ones, or those that are not.</param>
/// <param name="Values">A value for each of <see cref="ProjectionResource.Filters"/>.</param>
internal sealed record ProjectionFilter(string? Account, bool? Deleted, IReadOnlyList<string?> Values);

/// <summary>A row, ready to be sent.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Id">The provider's id.</param>
/// <param name="Json">The row as a JSON object; the columns are those of the resource.</param>
internal sealed record ProjectedObject(string Account, string Id, JsonRawValue Json);
