using Npgsql;
using Signalbox.Destinations;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Deliveries;

/// <summary>How destinations are doing.</summary>
internal sealed partial class PostgresDeliveryQueries
{
    // Of the newest deliveries: their index is by number, and an hour of a busy destination may be millions. The row without a result is about all.
    internal const string RequestsSql = """
        SELECT result, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms), percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms)
        FROM   (
            SELECT   result, duration_ms
            FROM     delivery_attempts
            WHERE    destination = $1 AND at >= journal_position(now() - interval '1 hour')
            ORDER BY seq DESC
            LIMIT    10000
        ) a
        GROUP  BY GROUPING SETS ((result), ())
        """;

    // Spelled out, so that each is counted by its index.
    internal const string WaitingSql = """
        SELECT (SELECT count(*) FROM (SELECT FROM deliveries WHERE destination = $1 AND state = 0 LIMIT 100000) c),
               (SELECT count(*) FROM (SELECT FROM deliveries WHERE destination = $1 AND state = 1 LIMIT 100000) c),
               (SELECT count(*) FROM (SELECT FROM deliveries WHERE destination = $1 AND state = 2 LIMIT 100000) c),
               (SELECT count(*) FROM (SELECT FROM deliveries WHERE destination = $1 AND state = 3 LIMIT 100000) c),
               (SELECT count(*) FROM (SELECT FROM deliveries WHERE destination = $1 AND state = 4 LIMIT 100000) c),
               (SELECT seq FROM deliveries WHERE destination = $1 AND state IN (0, 1, 2) ORDER BY seq LIMIT 1),
               (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
               EXISTS (SELECT FROM destination_leases WHERE destination = $1 AND until > now())
        """;

    internal const string HealthSql = "SELECT failing_since, failures, succeeded_at, failed_at, fault FROM destination_health WHERE destination = $1";

    /// <inheritdoc/>
    public async Task<DestinationHealth?> HealthAsync(string destination, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await DestinationAsync(connection, destination, cancellationToken) is not (var number, var isEnabled))
        {
            return null;
        }

        await using var ofRequests = connection.CreateRead(RequestsSql, Whole(number));
        var requests = await ofRequests.ReadAllAsync(Requests.Read, cancellationToken);
        await using var ofWaiting = connection.CreateRead(WaitingSql, Whole(number));
        var waiting = (await ofWaiting.ReadAllAsync(Waiting.Read, cancellationToken))[0];
        await using var ofFailing = connection.CreateRead(HealthSql, Whole(number));
        var failing = await ofFailing.ReadAllAsync(Failing.Read, cancellationToken) is [var known] ? known : new Failing(null, 0, null, null, null);

        var all = requests.Single(static r => r.Result is null);
        var results = requests.Where(static r => r.Result is not null).ToDictionary(static r => r.Result!, static r => r.Count);
        var status = grains is not null && leases.Holds(number) ? await grains.GetGrain<IDestinationGrain>(destination).GetStatusAsync() : null;
        status = status is { IsOwner: true } ? status : null;
        return new DestinationHealth(
            destination,
            isEnabled ? DestinationForm.Active : DestinationForm.Disabled,
            all.Count,
            all.Count == 0 ? null : results.GetValueOrDefault(DeliveryStatusNames.Delivered) / (double)all.Count,
            all.P50,
            all.P95,
            results,
            waiting.Counts[0],
            waiting.Counts[1],
            waiting.Counts[2],
            waiting.Counts[3],
            waiting.Counts[4],
            waiting.Oldest is { } oldest ? DeliveryRows.TimeOf(oldest) : null,
            waiting.Oldest is { } since ? Math.Max(0, waiting.NowMs - (since >> 20)) / 1000.0 : null,
            failing.Since,
            failing.Failures,
            failing.SucceededAt,
            failing.FailedAt,
            failing.Fault,
            waiting.HasOwner,
            status?.InFlight,
            status?.PausedFor.TotalSeconds);
    }

    private sealed record Requests(string? Result, long Count, double? P50, double? P95)
    {
        internal static Requests Read(NpgsqlDataReader row) => new(
            row.IsDBNull(0) ? null : row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetDouble(2), row.IsDBNull(3) ? null : row.GetDouble(3));
    }

    private sealed record Waiting(IReadOnlyList<long> Counts, long? Oldest, long NowMs, bool HasOwner)
    {
        internal static Waiting Read(NpgsqlDataReader row) =>
            new([.. Enumerable.Range(0, 5).Select(row.GetInt64)], row.IsDBNull(5) ? null : row.GetInt64(5), row.GetInt64(6), row.GetBoolean(7));
    }

    private sealed record Failing(DateTime? Since, long Failures, DateTime? SucceededAt, DateTime? FailedAt, string? Fault)
    {
        internal static Failing Read(NpgsqlDataReader row) => new(
            row.IsDBNull(0) ? null : row.GetDateTime(0),
            row.GetInt64(1),
            row.IsDBNull(2) ? null : row.GetDateTime(2),
            row.IsDBNull(3) ? null : row.GetDateTime(3),
            row.IsDBNull(4) ? null : row.GetString(4));
    }
}
