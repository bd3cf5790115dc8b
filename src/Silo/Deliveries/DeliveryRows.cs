using System.Text;
using Npgsql;

namespace Signalbox.Deliveries;

/// <summary>Reads deliveries and attempts as the API shows them.</summary>
internal static class DeliveryRows
{
    /// <summary>What follows SELECT for a delivery that waits, called p.</summary>
    internal const string Waiting = """
        p.destination, p.seq, p."position", p.state::integer AS state, p.attempts::integer AS attempts, CASE WHEN p.state = 1 THEN p.due_at END AS due_at, p.changed_at, p.fault
        """;

    /// <summary>The same of one that does not wait any more, from an attempt called a: 5 delivered, 6 discarded.</summary>
    internal const string Ended = """
        a.destination, a.seq, a."position", CASE WHEN a.result = 'delivered' THEN 5 ELSE 6 END AS state, a.attempt::integer AS attempts, NULL::timestamptz AS due_at,
        to_timestamp((a.at >> 20) / 1000.0) AS changed_at, CASE WHEN a.result <> 'delivered' THEN a.result END AS fault
        """;

    /// <summary>What follows SELECT for either, called w, with its destination d and its event j.</summary>
    internal const string Columns = """
        w.destination, d.id, w.seq, w."position", w.state, w.attempts, w.due_at, w.changed_at, w.fault, j.event_id, j.type, j.stream
        """;

    /// <summary>What follows SELECT for an attempt, but for the answer.</summary>
    internal const string Attempt = """
        destination, seq, "position", attempt::integer, at, result, status::integer, duration_ms, next_at, error
        """;

    internal static (DeliveryKey Key, DeliveryView View) Read(NpgsqlDataReader row)
    {
        var key = new DeliveryKey(row.GetInt32(0), row.GetInt64(2));
        var state = row.GetInt32(4);
        return (key, new DeliveryView(
            key.ToString(),
            row.GetString(1),
            state < DeliveryStatusNames.ByState.Count ? DeliveryStatusNames.ByState[state] : state == 5 ? DeliveryStatusNames.Delivered : DeliveryStatusNames.Discarded,
            DeliveryNames.MessageId(row.GetInt64(3)),
            TextAt(row, 9),
            TextAt(row, 10),
            TextAt(row, 11),
            TimeOf(key.Seq),
            row.GetInt32(5),
            TimeAt(row, 6),
            TimeAt(row, 7),
            TextAt(row, 8)));
    }

    /// <param name="row">Begins with <see cref="Attempt"/>; the answer's bytes come behind.</param>
    /// <param name="mostChars">The most of the answer that is shown.</param>
    internal static (AttemptKey Key, AttemptView View) ReadAttempt(NpgsqlDataReader row, int mostChars) => (
        new AttemptKey(row.GetInt64(1), row.GetInt32(3)),
        new AttemptView(
            new DeliveryKey(row.GetInt32(0), row.GetInt64(1)).ToString(),
            DeliveryNames.MessageId(row.GetInt64(2)),
            row.GetInt32(3),
            TimeOf(row.GetInt64(4)),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetInt32(6),
            row.GetInt32(7),
            TimeAt(row, 8),
            TextAt(row, 9),
            row.IsDBNull(10) ? null : Beginning(Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(10)), mostChars)));

    /// <summary>When a number was given out: it begins with the milliseconds of the clock.</summary>
    internal static DateTime TimeOf(long seq) => DateTimeOffset.FromUnixTimeMilliseconds(seq >> 20).UtcDateTime;

    private static string Beginning(string text, int mostChars) =>
        text.Length <= mostChars ? text : text[..(char.IsHighSurrogate(text[mostChars - 1]) ? mostChars - 1 : mostChars)];

    private static string? TextAt(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTime? TimeAt(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);
}
