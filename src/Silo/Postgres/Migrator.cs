using Npgsql;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Brings the schema <c>signalbox</c> up to this program. Any number of processes may do so at once.</summary>
internal sealed partial class Migrator(IReadOnlyList<Migration> migrations, ILogger<Migrator> logger)
{
    // Long enough to build an index on a large table.
    private const int StepSeconds = 3_600;

    // Not to_regclass, which may answer from the session's cache: what another process made while this one waited for the lock must be seen.
    private const string FindTableSql = "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'signalbox' AND tablename = 'schema_migrations')";
    private const string AppliedSql = "SELECT number, name, checksum FROM signalbox.schema_migrations";
    private const string RecordSql = "INSERT INTO signalbox.schema_migrations (number, name, checksum) VALUES ($1, $2, $3)";

    // Taken in each step's transaction, so that it ends with it, also behind a pooler. The number is arbitrary and must never change.
    private const string LockSql = "SELECT pg_advisory_xact_lock(7449354444533474)";

    private const string CreateTableSql = """
        DO $$
        BEGIN
            -- Where its user may not create schemas, somebody else has made it.
            IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'signalbox') THEN
                CREATE SCHEMA signalbox;
                COMMENT ON SCHEMA signalbox IS 'Signalbox. Read as you like; change nothing by hand.';
            END IF;
        END $$;
        CREATE TABLE signalbox.schema_migrations (
            number     integer     PRIMARY KEY,
            name       text        NOT NULL,
            checksum   text        NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE signalbox.schema_migrations IS 'The steps of this schema that were applied, with the SHA-256 of their text.';
        """;

    /// <summary>Applies what is missing. On return every step is on disk.</summary>
    /// <exception cref="StartupException">The database is newer than this program, or a step was changed after it was applied.</exception>
    /// <exception cref="NpgsqlException">The database is away, or a step failed; then it left nothing behind.</exception>
    internal async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        foreach (var migration in migrations)
        {
            if (!applied.Contains(migration.Number))
            {
                await ApplyAsync(connection, migration, cancellationToken);
            }
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, LockSql, cancellationToken);
        if (!await HasTableAsync(connection, cancellationToken))
        {
            await ExecuteAsync(connection, CreateTableSql, cancellationToken);
        }

        // Another process may have been quicker.
        if ((await ReadAppliedAsync(connection, cancellationToken)).Contains(migration.Number))
        {
            return;
        }

        await ExecuteAsync(connection, "SET LOCAL search_path = signalbox", cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using (var record = new NpgsqlCommand(RecordSql, connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        })
        {
            await record.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        LogApplied(logger, migration.Number, migration.Name);
    }

    private async Task<HashSet<int>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new HashSet<int>();
        if (!await HasTableAsync(connection, cancellationToken))
        {
            return applied;
        }

        await using var command = new NpgsqlCommand(AppliedSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (number, name) = (reader.GetInt32(0), reader.GetString(1));
            Check(migrations.FirstOrDefault(m => m.Number == number), number, name, reader.GetString(2));
            applied.Add(number);
        }

        return applied;
    }

    private static void Check(Migration? known, int number, string name, string checksum)
    {
        if (known is null)
        {
            throw new StartupException(ExitCode.Database, $"""
                The database's schema is newer than this program: step {number} ('{name}') is not known here.
                Start the version of Signalbox that made it, or a newer one. There is no way back to an older one but a backup.
                """);
        }

        if (known.Checksum != checksum)
        {
            throw new StartupException(ExitCode.Database, $"""
                Step {number} ('{name}') of the database's schema is not the one that this program has: its text was changed after it had been applied.
                Applied steps never change; undo the change and put it into a new step. Applied: {checksum[..12]}…, here: {known.Checksum[..12]}….
                """);
        }
    }

    private static async Task<bool> HasTableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindTableSql, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = StepSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(1011, LogLevel.Information, "Applied step {Number} ({Name}) of the schema")]
    private static partial void LogApplied(ILogger logger, int number, string name);
}
