using System.Text;
using Npgsql;
using NpgsqlTypes;
using Signalbox.Configuration;
using Signalbox.Providers.Definitions;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Providers;

/// <inheritdoc cref="IStoredDefinitions"/>
internal sealed class StoredDefinitions(ConfigurationWatch configuration, NpgsqlDataSource dataSource) : IStoredDefinitions
{
    /// <summary>The most of them.</summary>
    internal const int MostDefinitions = 256;

    internal const string PutSql = """
        INSERT INTO provider_definitions (name, definition)
        SELECT $1, $2
        WHERE  (SELECT count(*) FROM provider_definitions WHERE name <> $1) < $3
        ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, changed_at = now()
        """;

    internal const string DeleteSql = """
        DELETE FROM provider_definitions
        WHERE  name = $1
          AND  NOT EXISTS (SELECT FROM sources WHERE provider = $1 AND deleted_at IS NULL)
        """;

    /// <inheritdoc/>
    public Task<bool> PutAsync(ProviderDefinition definition, CancellationToken cancellationToken) => ChangeAsync(
        PutSql, cancellationToken,
        Text(definition.Name), new NpgsqlParameter { Value = Encoding.UTF8.GetBytes(definition.Json.GetRawText()), NpgsqlDbType = NpgsqlDbType.Bytea }, Number(MostDefinitions));

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => ChangeAsync(DeleteSql, cancellationToken, Text(name));

    private async Task<bool> ChangeAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var change = new NpgsqlCommand(sql, connection);
            change.Parameters.AddRange(values);
            if (await change.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                return false;
            }

            await using var raise = new NpgsqlCommand(ConfigurationWatch.RaiseSql, connection) { Parameters = { Text(DefinitionConfiguration.Part) } };
            await raise.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        // Carried through: what is answered is known here.
        await configuration.LookAsync(CancellationToken.None);
        return true;
    }
}
