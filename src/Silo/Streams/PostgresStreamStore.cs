using Npgsql;
using Signalbox.Journal;
using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>What grains read, over the shared pool. Safe for concurrent use.</summary>
internal sealed partial class PostgresStreamStore(NpgsqlDataSource dataSource) : IStreamStore
{
    // The most bytes of payload read at once, though always one entry.
    private const long MostBytes = EntryInbox.MostBytes;

    internal const string CursorSql = "SELECT applied FROM stream_cursors WHERE stream = $1";

    internal const string StallSql = """
        SELECT version, attempts, error, coalesce(due_at <= now(), false), due_at IS NULL
        FROM   stalled_streams
        WHERE  stream = $1
        """;

    internal const string EntriesSql = """
        SELECT stream, version, "position", event_id, type, occurred_at, received_at, payload
        FROM   (
            SELECT j.*, sum(octet_length(j.payload)) OVER (ORDER BY j.version) - octet_length(j.payload) AS bytes_before
            FROM   journal j
            WHERE  j.stream = $1
              AND  j.version > coalesce((SELECT c.applied FROM stream_cursors c WHERE c.stream = $1), 0)
            ORDER  BY j.version
            LIMIT  $2
        ) j
        WHERE  bytes_before < $3
        ORDER  BY version
        """;

    internal const string EntrySql = """
        SELECT stream, version, "position", event_id, type, occurred_at, received_at, payload
        FROM   journal
        WHERE  stream = $1
          AND  version = $2
        """;

    // Copies of one second come close to each other; a long stream is not searched to its beginning for one that came days late.
    // Without those that were given up on: the cursor has passed them, but their copies were never stored and must not be now.
    internal const string AppliedOfSecondSql = """
        SELECT stream, version, "position", event_id, type, occurred_at, received_at, payload
        FROM   journal j
        WHERE  stream = $1
          AND  version <= $2
          AND  version > $2 - 5000
          AND  occurred_at = $3
          AND  NOT EXISTS (SELECT FROM dead_letters d WHERE d.stream = j.stream AND d.version = j.version AND d.status <> 'replayed')
        ORDER  BY version
        LIMIT  $4
        """;

    // Without those that were given up on, as above.
    internal const string AppliedSql = """
        SELECT stream, version, "position", event_id, type, occurred_at, received_at, payload
        FROM   (
            SELECT j.*, sum(octet_length(j.payload)) OVER (ORDER BY j.version) - octet_length(j.payload) AS bytes_before
            FROM   (
                SELECT e.*
                FROM   journal e
                WHERE  e.stream = $1
                  AND  e.version > $2
                  AND  e.version <= $3
                  AND  NOT EXISTS (SELECT FROM dead_letters d WHERE d.stream = e.stream AND d.version = e.version AND d.status <> 'replayed')
                ORDER  BY e.version
                LIMIT  $4
            ) j
        ) j
        WHERE  bytes_before < $5
        ORDER  BY version
        """;

    internal const string FirstVersionSql = "SELECT min(version) FROM journal WHERE stream = $1";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadAppliedAsync(string stream, long after, long applied, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(AppliedSql);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = applied });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = MostBytes });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadEntriesAsync(reader, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> FirstVersionAsync(string stream, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FirstVersionSql);
        command.Parameters.Add(new() { Value = stream });
        return await command.ExecuteScalarAsync(cancellationToken) is long first ? first : 0;
    }

    /// <inheritdoc/>
    public async Task<StreamPosition> LoadAsync(string stream, int entries, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(CursorSql) { Parameters = { new() { Value = stream } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(StallSql) { Parameters = { new() { Value = stream } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EntriesSql) { Parameters = { new() { Value = stream }, new() { Value = entries }, new() { Value = MostBytes } } });

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var applied = await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : 0;
        await reader.NextResultAsync(cancellationToken);
        var stall = await reader.ReadAsync(cancellationToken)
            ? new Stall(new ApplyFailure(reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2)), reader.GetBoolean(3), reader.GetBoolean(4))
            : null;
        await reader.NextResultAsync(cancellationToken);
        return new StreamPosition(applied, stall, await ReadEntriesAsync(reader, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<JournalEntry?> ReadEntryAsync(string stream, long version, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(EntrySql);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = version });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = await ReadEntriesAsync(reader, cancellationToken);
        return entries.Count > 0 ? entries[0] : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadAppliedOfSecondAsync(
        string stream, long occurredAt, long applied, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(AppliedOfSecondSql);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = applied });
        command.Parameters.Add(new() { Value = occurredAt });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadEntriesAsync(reader, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<ObjectKey, ObjectVersion>> ReadVersionsAsync(
        string account, IReadOnlyList<ObjectKey> keys, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<ObjectKey, ObjectVersion>();
        await using var batch = dataSource.CreateBatch();
        var tables = keys.GroupBy(static k => k.Table).ToList();
        foreach (var table in tables)
        {
            var ids = table.Select(static k => k.Id).ToArray();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(ObjectVersions.Sql[table.Key]) { Parameters = { new() { Value = account }, new() { Value = ids } } });
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var table in tables)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                versions.Add(
                    new ObjectKey(table.Key, reader.GetString(0)),
                    new ObjectVersion(reader.GetInt64(1), reader.GetInt32(2), reader.GetBoolean(3), reader.GetString(4), reader.GetInt64(5)));
            }

            await reader.NextResultAsync(cancellationToken);
        }

        return versions;
    }

    private static async Task<List<JournalEntry>> ReadEntriesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<JournalEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new JournalEntry(
                reader.GetString(0),
                reader.GetInt64(1),
                reader.GetInt64(2),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetInt64(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetFieldValue<byte[]>(7)));
        }

        return entries;
    }
}
