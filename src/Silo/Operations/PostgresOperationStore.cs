using Npgsql;
using Signalbox.Secrets;

namespace Signalbox.Operations;

/// <summary>
/// Operations in PostgreSQL. Request and outcome are sealed, for they may hold a client secret or a link that is a customer's own; rows of an
/// earlier version have them in clear and are read as they are. That version cannot read what is sealed: an attempt of it fails before anything
/// is sent, and is repeated by a process that can.
/// </summary>
internal sealed class PostgresOperationStore(NpgsqlDataSource dataSource, Vault vault) : IOperationStore
{
    private const string Columns = "id, account, name, idempotency_key, attempts, error, created_at, finished_at, status, outcome, request_hash, request, stream, possible_sends, resolved";

    // $7: the lease. The unique index decides between two that begin at once.
    internal const string BeginSql = $"""
        INSERT INTO operations (id, account, name, idempotency_key, caller, request_hash, request, stream, attempts, possible_sends, due_at)
        SELECT $1, $2, $3, $4, $5, $6, $8, $9, begun, begun, now() + $7::interval
        FROM   (SELECT CASE WHEN $7::interval > interval '0' THEN 1 ELSE 0 END) AS attempt (begun)
        ON CONFLICT (account, idempotency_key) DO NOTHING
        RETURNING {Columns}
        """;

    internal const string OfKeySql = $"""
        SELECT {Columns}
        FROM   operations
        WHERE  account = $1
          AND  idempotency_key = $2
        """;

    // Of each stream the one that is due first, which takes the stream's turn; $3: streams whose turn is taken here.
    internal const string ClaimDueSql = """
        UPDATE operations o
        SET    attempts = o.attempts + 1, possible_sends = o.possible_sends + 1, due_at = now() + $2::interval
        WHERE  o.id IN (
            SELECT   d.id
            FROM     operations d
            WHERE    d.due_at <= now()
              AND    (d.stream IS NULL OR (
                         d.stream <> ALL ($3::text[])
                         AND NOT EXISTS (SELECT FROM operations e WHERE e.stream = d.stream AND e.due_at <= now() AND (e.due_at, e.id) < (d.due_at, d.id))))
            ORDER BY d.due_at
            LIMIT    $1
            FOR UPDATE OF d SKIP LOCKED)
        RETURNING o.id, o.account, o.name, o.idempotency_key, o.attempts, o.error, o.created_at, o.finished_at, o.status, o.outcome, o.request_hash, o.request,
                  o.stream, o.possible_sends, o.resolved
        """;

    internal const string FinishSql = """
        UPDATE operations
        SET    status = $3, outcome = $4, finished_at = now(), due_at = NULL, error = NULL
        WHERE  id = $1
          AND  attempts = $2
          AND  due_at IS NOT NULL
        """;

    // $5: attempts to take back; $6: sends. An attempt's number may be given again once that attempt has ended.
    internal const string PostponeSql = """
        UPDATE operations
        SET    error = $3, due_at = now() + $4::interval, attempts = attempts - $5, possible_sends = greatest(possible_sends - $6, 0)
        WHERE  id = $1
          AND  attempts = $2
          AND  due_at IS NOT NULL
        """;

    // Earlier attempts may have been carried out, whatever became of this one.
    internal const string ReleaseSql = """
        DELETE FROM operations
        WHERE  id = $1
          AND  attempts = $2
          AND  possible_sends <= 1
          AND  due_at IS NOT NULL
        """;

    // What was looked up first stays.
    internal const string ResolveSql = """
        UPDATE operations
        SET    resolved = coalesce(resolved, $3)
        WHERE  id = $1
          AND  attempts = $2
          AND  due_at IS NOT NULL
        RETURNING resolved
        """;

    internal const string FindSql = $"""
        SELECT {Columns}
        FROM   operations
        WHERE  id = $1
        """;

    internal const string ForgetSql = """
        DELETE FROM operations
        WHERE  id IN (SELECT o.id FROM operations o WHERE o.finished_at < now() - $1::interval ORDER BY o.finished_at LIMIT $2)
        """;

    /// <inheritdoc/>
    public async Task<(StoredOperation Operation, bool IsNew)> BeginAsync(string id, OperationRequest request, string? stream, TimeSpan lease, CancellationToken cancellationToken)
    {
        var body = await vault.SealAsync(RequestOf(id), request.Body, cancellationToken);
        var inserted = await ReadAsync(
            BeginSql,
            cancellationToken,
            id, request.Account, request.Name, request.IdempotencyKey, request.Caller, StoredOperation.HashOf(request), lease, body, (object?)stream ?? DBNull.Value);
        if (inserted is [var mine])
        {
            return (mine, true);
        }

        var earlier = await ReadAsync(OfKeySql, cancellationToken, request.Account, request.IdempotencyKey);

        // Forgotten between the two statements: then it is a new one after all.
        return earlier is [var theirs] ? (theirs, false) : await BeginAsync(id, request, stream, lease, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredOperation>> ClaimDueAsync(
        int most, TimeSpan lease, IReadOnlyCollection<string> busy, CancellationToken cancellationToken) =>
        await ReadAsync(ClaimDueSql, cancellationToken, most, lease, busy.ToArray());

    /// <inheritdoc/>
    public async Task<bool> FinishAsync(string id, int attempt, Outcome outcome, CancellationToken cancellationToken) =>
        await ExecuteAsync(FinishSql, cancellationToken, id, attempt, outcome.Status, await vault.SealAsync(OutcomeOf(id), outcome.Body, cancellationToken)) > 0;

    /// <inheritdoc/>
    public Task PostponeAsync(string id, int attempt, AttemptReach reach, string error, TimeSpan wait, CancellationToken cancellationToken) => ExecuteAsync(
        PostponeSql, cancellationToken, id, attempt, error, wait, reach is AttemptReach.InLine ? 1 : 0, reach is AttemptReach.Provider ? 0 : 1);

    /// <inheritdoc/>
    public async Task<string?> ResolveAsync(string id, int attempt, string resolved, CancellationToken cancellationToken)
    {
        await using var command = Command(ResolveSql, [id, attempt, resolved]);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <inheritdoc/>
    public async Task<bool> ReleaseAsync(string id, int attempt, CancellationToken cancellationToken) =>
        await ExecuteAsync(ReleaseSql, cancellationToken, id, attempt) > 0;

    /// <inheritdoc/>
    public async Task<Operation?> FindAsync(string id, CancellationToken cancellationToken) =>
        await ReadAsync(FindSql, cancellationToken, id) is [var found] ? found.Shown : null;

    /// <inheritdoc/>
    public Task<int> ForgetAsync(TimeSpan age, int most, CancellationToken cancellationToken) => ExecuteAsync(ForgetSql, cancellationToken, age, most);

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<StoredOperation>> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var operations = new List<StoredOperation>();
        while (await reader.ReadAsync(cancellationToken))
        {
            operations.Add(Read(reader));
        }

        // Behind the reader: a key that is not known yet is read, too.
        for (var i = 0; i < operations.Count; i++)
        {
            operations[i] = await OpenAsync(operations[i], cancellationToken);
        }

        return operations;
    }

    private async ValueTask<StoredOperation> OpenAsync(StoredOperation operation, CancellationToken cancellationToken)
    {
        var shown = operation.Shown;
        if (shown.Outcome is { } outcome)
        {
            shown = shown with { Outcome = new Outcome(outcome.Status, await vault.OpenOrClearAsync(OutcomeOf(shown.Id), outcome.Body.ToArray(), cancellationToken)) };
        }

        try
        {
            return operation with { Shown = shown, Request = await vault.OpenOrClearAsync(RequestOf(shown.Id), operation.Request.ToArray(), cancellationToken) };
        }
        catch (SecretUnavailableException)
        {
            // Sealed it is no request: its attempts fail before anything is sent, are told, and hold up no other operation.
            return operation with { Shown = shown };
        }
    }

    private static SealedPlace RequestOf(string id) => new(SealedColumn.OperationRequest, id);

    private static SealedPlace OutcomeOf(string id) => new(SealedColumn.OperationOutcome, id);

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static StoredOperation Read(NpgsqlDataReader row) => new(
        new Operation(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt32(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
            row.IsDBNull(8) ? null : new Outcome(row.GetInt32(8), row.GetFieldValue<byte[]>(9))),
        row.GetFieldValue<byte[]>(10),
        row.GetFieldValue<byte[]>(11),
        row.IsDBNull(12) ? null : row.GetString(12),
        row.GetInt32(13),
        row.IsDBNull(14) ? null : row.GetString(14));
}
