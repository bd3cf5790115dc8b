using Npgsql;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Projections;

/// <summary>The projections for the API. Safe for concurrent use.</summary>
internal sealed class PostgresProjectionQueries(NpgsqlDataSource dataSource) : IProjectionQueries
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProjectedObject>> ListAsync(
        ProjectionResource resource, ProjectionFilter filter, (string Account, string Id)? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(
            ProjectionStatements.List(resource),
            [Text(filter.Account), Text(after?.Account), Text(after?.Id), Flag(filter.Deleted), Number(limit), .. filter.Values.Select(Text)]);
        return await command.ReadAllAsync(row => RowJson.Read(resource, row), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProjectedObject>> FindAsync(
        ProjectionResource resource, IReadOnlyList<string> accounts, string id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ProjectionStatements.Find(resource), Texts(accounts), Text(id));
        var found = await command.ReadAllAsync(row => RowJson.Read(resource, row), cancellationToken);
        return resource.HasItems && found is [var one] ? [await WithItemsAsync(one, cancellationToken)] : found;
    }

    private async Task<ProjectedObject> WithItemsAsync(ProjectedObject subscription, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ProjectionStatements.ItemsOfSubscriptionSql, Text(subscription.Account), Text(subscription.Id));
        var items = await command.ReadAllAsync(static row => RowJson.Read(ProjectionResources.SubscriptionItems, row), cancellationToken);
        return subscription.With("items", items);
    }
}
