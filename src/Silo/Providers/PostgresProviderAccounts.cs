using Npgsql;

namespace Signalbox.Providers;

/// <summary>Whose objects each account's rows are. Safe for any number of callers and processes at once.</summary>
internal interface IProviderAccounts
{
    /// <summary>Notes the provider's id of an account, unless there is one already.</summary>
    /// <returns>The one that is noted.</returns>
    Task<string> NoteAsync(string account, string providerId, CancellationToken cancellationToken);
}

/// <inheritdoc cref="IProviderAccounts"/>
internal sealed class PostgresProviderAccounts(NpgsqlDataSource dataSource) : IProviderAccounts
{
    internal const string NoteSql = """
        WITH noted AS (
            INSERT INTO provider_accounts (account, provider_id)
            VALUES ($1, $2)
            ON CONFLICT (account) DO NOTHING
            RETURNING provider_id
        )
        SELECT provider_id FROM noted
        UNION ALL
        SELECT provider_id FROM provider_accounts WHERE account = $1
        """;

    /// <inheritdoc/>
    public async Task<string> NoteAsync(string account, string providerId, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var command = dataSource.CreateCommand(NoteSql);
            command.Parameters.Add(new() { Value = account });
            command.Parameters.Add(new() { Value = providerId });
            if (await command.ExecuteScalarAsync(cancellationToken) is string noted)
            {
                return noted;
            }

            // Another process has noted it at the same moment: the next statement sees it.
        }
    }
}
