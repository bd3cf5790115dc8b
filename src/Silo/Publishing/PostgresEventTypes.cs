using Npgsql;
using Signalbox.Configuration;
using static Signalbox.Postgres.ChangeCommands;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Publishing;

/// <inheritdoc cref="IEventTypes"/>
internal sealed class PostgresEventTypes(EventTypeDirectory directory, ConfigurationWatch configuration, NpgsqlDataSource dataSource) : IEventTypes
{
    internal const string CountSql = "SELECT count(*) FROM event_types WHERE type <> $1";

    internal const string PutSql = """
        INSERT INTO event_types (type, description, schema, is_checked)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (type) DO UPDATE
        SET    description = excluded.description, schema = excluded.schema, is_checked = excluded.is_checked, changed_at = now()
        """;

    internal const string DeleteSql = "DELETE FROM event_types WHERE type = $1";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventTypeView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await directory.ReadAsync(cancellationToken)).Concat(OwnEventSchemas.All).OrderBy(static t => t.Type, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task<EventTypeView?> PutAsync(string type, string description, string schema, bool isChecked, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await ScalarAsync(connection, CountSql, cancellationToken, Text(type)) is >= (long)EventTypeView.MostTypes)
            {
                return null;
            }

            await ExecuteAsync(connection, PutSql, cancellationToken, Text(type), Text(description), Text(schema), Flag(isChecked));
            await ExecuteAsync(connection, ConfigurationWatch.RaiseSql, cancellationToken, Text(EventTypeDirectory.Part));
            await transaction.CommitAsync(cancellationToken);
        }

        await configuration.LookAsync(CancellationToken.None);
        return (await directory.ReadAsync(cancellationToken)).Find(t => t.Type == type);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string type, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await ExecuteAsync(connection, DeleteSql, cancellationToken, Text(type)) == 0)
            {
                return false;
            }

            await ExecuteAsync(connection, ConfigurationWatch.RaiseSql, cancellationToken, Text(EventTypeDirectory.Part));
            await transaction.CommitAsync(cancellationToken);
        }

        await configuration.LookAsync(CancellationToken.None);
        return true;
    }

    /// <inheritdoc/>
    public JsonSchema? SchemaToCheck(string type) => directory.SchemaToCheck(type);
}
