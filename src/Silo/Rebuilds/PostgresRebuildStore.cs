using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rebuilds;

/// <summary>Rebuilds as rows. Safe for any number of callers and processes at once.</summary>
internal sealed class PostgresRebuildStore(NpgsqlDataSource dataSource) : IRebuilds
{
    // The index on running ones lets one in.
    internal const string StartSql = "INSERT INTO rebuilds (id, dry_run) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private const string Columns = """
        SELECT r.id, r.state, r.dry_run, r.step, r.events_total, r.events, r.carried, r.bytes_needed, r.tables::text, r.fault, r.created_at, r.swapped_at, r.finished_at
        FROM   rebuilds r
        """;

    internal const string FindSql = $"""
        {Columns}
        WHERE  r.id = $1
        """;

    // By id, which begins with the time.
    internal const string ListSql = $"""
        {Columns}
        WHERE  ($1::text IS NULL OR r.id < $1)
        ORDER  BY r.id DESC
        LIMIT  $2
        """;

    internal const string CancelSql = """
        UPDATE rebuilds
        SET    state = 'cancelled', finished_at = now(), fault = NULL
        WHERE  id = $1
          AND  state = 'running'
        """;

    internal const string ClaimSql = """
        UPDATE rebuilds
        SET    attempts = attempts + 1, leased_until = now() + $1::interval
        WHERE  id = (SELECT r.id FROM rebuilds r WHERE r.state = 'running' AND r.leased_until <= now() FOR UPDATE SKIP LOCKED)
        RETURNING id, attempts, dry_run, step, created_at
        """;

    internal const string StepSql = """
        UPDATE rebuilds
        SET    step = $3
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string ComparedSql = """
        UPDATE rebuilds
        SET    tables = $3::json, step = CASE WHEN dry_run THEN step ELSE 'swap' END, state = CASE WHEN dry_run THEN 'done' ELSE state END,
               finished_at = CASE WHEN dry_run THEN now() END
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string LeaveSql = """
        UPDATE rebuilds
        SET    leased_until = now()
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    // $3 fault, $4 wait, $5 failures in a row after which it is given up; null: never.
    internal const string PostponeSql = """
        UPDATE rebuilds
        SET    leased_until = now() + $4::interval, fault = left($3, 2000), failures = failures + 1,
               state = CASE WHEN failures + 1 >= $5 THEN 'failed' ELSE state END, finished_at = CASE WHEN failures + 1 >= $5 THEN now() END
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string ForgetSql = "DELETE FROM rebuilds WHERE finished_at < now() - $1::interval";

    /// <inheritdoc/>
    public async Task<RebuildState?> StartAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var id = $"rb_{Guid.CreateVersion7():n}";
        return await ExecuteAsync(StartSql, cancellationToken, id, dryRun) == 0 ? null : await FindAsync(id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RebuildState>> ListAsync(string? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ListSql, Text(before), Number(limit));
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RebuildState?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FindSql, Text(id));
        var found = await command.ReadAllAsync(Read, cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    /// <inheritdoc/>
    public async Task<RebuildState?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        await ExecuteAsync(CancelSql, cancellationToken, id);
        return await FindAsync(id, cancellationToken);
    }

    /// <summary>Takes the rebuild, if there is one that nobody is at; for so long nobody else takes it.</summary>
    internal async Task<RebuildWork?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ClaimSql);
        command.Parameters.Add(new() { Value = lease });
        var claimed = await command.ReadAllAsync(
            static row => new RebuildWork(row.GetString(0), row.GetInt32(1), row.GetBoolean(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)), cancellationToken);
        return claimed.Count > 0 ? claimed[0] : null;
    }

    /// <summary>Goes on to another step.</summary>
    /// <exception cref="RebuildLostException">It is not the caller's any more.</exception>
    internal async Task EnterAsync(RebuildWork work, string step, CancellationToken cancellationToken) =>
        Own(await ExecuteAsync(StepSql, cancellationToken, work.Id, work.Attempt, step));

    /// <summary>Records the comparison; with it a dry run ends.</summary>
    /// <exception cref="RebuildLostException">It is not the caller's any more.</exception>
    internal async Task RecordAsync(RebuildWork work, IReadOnlyList<RebuiltTable> tables, CancellationToken cancellationToken) =>
        Own(await ExecuteAsync(ComparedSql, cancellationToken, work.Id, work.Attempt, JsonSerializer.Serialize(tables, RebuildJson.Default.IReadOnlyListRebuiltTable)));

    /// <summary>Leaves it to whoever takes it next.</summary>
    internal Task LeaveAsync(RebuildWork work, CancellationToken cancellationToken) => ExecuteAsync(LeaveSql, cancellationToken, work.Id, work.Attempt);

    /// <summary>Leaves it alone for a while, or gives it up after so many failures in a row.</summary>
    internal Task PostponeAsync(RebuildWork work, string fault, TimeSpan wait, int? attempts, CancellationToken cancellationToken) =>
        ExecuteAsync(PostponeSql, cancellationToken, work.Id, work.Attempt, fault, wait, attempts ?? int.MaxValue);

    /// <summary>Forgets rebuilds that ended longer ago than this.</summary>
    internal Task ForgetAsync(TimeSpan age, CancellationToken cancellationToken) => ExecuteAsync(ForgetSql, cancellationToken, age);

    private static void Own(int rows)
    {
        if (rows == 0)
        {
            throw new RebuildLostException();
        }
    }

    private static RebuildState Read(NpgsqlDataReader row)
    {
        var (total, events) = (row.GetInt64(4), row.GetInt64(5));
        var isBegun = row.GetString(3) != RebuildSteps.Prepare;
        return new RebuildState(
            row.GetString(0),
            row.GetString(1),
            row.GetBoolean(2),
            row.GetString(3),
            !isBegun ? 0 : total == 0 ? 1 : Math.Round(Math.Clamp((double)events / total, 0, 1), 4),
            events,
            row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetInt64(7),
            row.IsDBNull(8) ? null : JsonSerializer.Deserialize(row.GetString(8), RebuildJson.Default.IReadOnlyListRebuiltTable),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.GetDateTime(10),
            row.IsDBNull(11) ? null : row.GetDateTime(11),
            row.IsDBNull(12) ? null : row.GetDateTime(12));
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A rebuild that a process has taken.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Attempt">What tells this taking from later ones.</param>
/// <param name="DryRun">Whether it ends with the comparison.</param>
/// <param name="Step">Where it is.</param>
/// <param name="CreatedAt">When it was asked for, by the database's clock.</param>
internal sealed record RebuildWork(string Id, int Attempt, bool DryRun, string Step, DateTimeOffset CreatedAt);

/// <summary>The steps of a rebuild.</summary>
internal static class RebuildSteps
{
    internal const string Prepare = "prepare";
    internal const string Fill = "fill";
    internal const string Carry = "carry";
    internal const string Compare = "compare";
}

/// <summary>How comparisons are kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<RebuiltTable>))]
internal sealed partial class RebuildJson : JsonSerializerContext;
