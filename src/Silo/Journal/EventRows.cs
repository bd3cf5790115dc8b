using System.Globalization;
using Npgsql;

namespace Signalbox.Journal;

/// <summary>Reads <see cref="EventSummary"/> from a row.</summary>
internal static class EventRows
{
    /// <summary>
    /// What follows SELECT for an entry of the journal that is called j. Becomes of it: by its dead letter if it has one, otherwise by the
    /// stream's cursor, and if that has not come to it by what is in the stream's way. Scalar subqueries, not joins: they are looked up one by one, for the rows of the page only.
    /// </summary>
    internal const string Columns = """
        j.event_id, j.account, j.type, j.stream, j.version, j."position", j.occurred_at, j.received_at,
        CASE (SELECT d.status FROM dead_letters d WHERE d.stream = j.stream AND d.version = j.version)
            WHEN 'open' THEN 'dead_letter'
            WHEN 'discarded' THEN 'discarded'
            ELSE coalesce(
                (SELECT CASE
                     WHEN j.version <= c.applied THEN 'applied'
                     ELSE (SELECT CASE WHEN s.version = j.version THEN 'retrying' WHEN s.due_at IS NULL THEN 'held' END
                           FROM   stalled_streams s
                           WHERE  s.stream = j.stream AND s.version > c.applied AND s.version <= j.version)
                 END
                 FROM stream_cursors c WHERE c.stream = j.stream), 'pending')
        END AS status
        """;

    internal static EventSummary Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        row.GetInt64(5).ToString(CultureInfo.InvariantCulture),
        row.GetInt64(6) is > 0 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime : null,
        row.GetDateTime(7),
        EventStatusNames.Parse(row.GetString(8)));
}
