using Npgsql;
using NpgsqlTypes;
using Signalbox.Destinations;
using Signalbox.Feed;
using Signalbox.Journal;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Deliveries;

/// <summary>Makes new deliveries of events that have left before: with numbers of their own, behind everything that waits. Safe for any number of callers at once.</summary>
internal sealed class DeliveryResending(OutboxPages outbox, NpgsqlDataSource dataSource)
{
    // $1 destination, $2 positions in their order, $3 what keeps the order of each, $4 how many. The row of the last number is locked until the
    // deliveries are there, so that whoever reads by number does not miss them. A destination that was disabled meanwhile gets nothing.
    internal const string InsertSql = """
        WITH head AS (
            UPDATE outbox_head
            SET    last = greatest(last, (extract(epoch FROM clock_timestamp()) * 1000)::bigint << 20) + $4
            RETURNING last - $4 AS before
        )
        INSERT INTO deliveries (destination, seq, "position", key)
        SELECT d.number, h.before + e.n, e."position", e.key
        FROM   unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS e ("position", key, n)
        CROSS  JOIN head h
        JOIN   destinations d ON d.number = $1 AND d.is_enabled AND d.deleted_at IS NULL
        """;

    private const int PageEvents = 500;
    private const long PageBytes = 4 << 20;

    /// <summary>Goes through the events of a time, in pages.</summary>
    /// <param name="destination">Where to, and what it wants.</param>
    /// <param name="range">Which events.</param>
    /// <param name="most">The most events to look at.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    internal async Task<ResendReport> ResendAsync(Destination destination, ResendRange range, int most, CancellationToken cancellationToken)
    {
        var types = new TypePatterns(range.Types);
        var (after, until) = (Math.Max(NumberOf(range.From) - 1, range.After ?? 0), NumberOf(range.To));
        var (resent, looked, seen) = (0, 0, new HashSet<long>());
        while (true)
        {
            if (looked >= most)
            {
                return new ResendReport(resent, looked, after);
            }

            var page = await outbox.ReadAsync(after, Math.Min(PageEvents, most - looked), PageBytes, cancellationToken);
            var within = page.Events.Where(e => e.Seq < until).ToList();

            // An event that was replayed with effects has left more than once.
            var wanted = within.Where(e => types.Matches(e.Type) && destination.Match.Wants(EntryOf(e), e.Tenant) && seen.Add(e.Position)).ToList();
            resent += wanted.Count == 0 ? 0 : await InsertAsync(destination, wanted, cancellationToken);
            looked += within.Count;
            if (!page.HasMore || page.Last >= until)
            {
                return new ResendReport(resent, looked, Next: null);
            }

            after = page.Last;
        }
    }

    private async Task<int> InsertAsync(Destination destination, List<FeedEvent> events, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(
            InsertSql,
            new() { Value = destination.Number, NpgsqlDbType = NpgsqlDbType.Integer },
            new() { Value = events.Select(static e => e.Position).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            new() { Value = events.Select(e => LeavingEvents.RouteTo(destination, LeavingEvents.KeyOf(e.Stream)).Key).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            Number(events.Count));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static JournalEntry EntryOf(FeedEvent e) => new(e.Stream, e.Version, e.Position, e.EventId, e.Type, e.OccurredAt, e.ReceivedAt, e.Payload);

    private static long NumberOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds() << 20;
}
