using System.Text;
using Npgsql;
using Signalbox.Messages;
using Signalbox.Projections;

namespace Signalbox.Rebuilds;

/// <summary>
/// Takes over events of messages that the journal does not hold any more: each is merged into its message as when it was new, so that the message's
/// counts and times are those of all its events. What is said once of a message, and is not kept with each event, comes from the message.
/// </summary>
internal sealed class EventCarrying(ShadowSession session, ShadowFold fold)
{
    // $1 and $2 behind this key, $3 and $4 up to this one.
    private const string Missing = """
        SELECT e.account, e.id, e.livemode, extract(epoch FROM e.as_of)::numeric * 1000, e.rank, e.stream, e.version, e.raw::text, e.message_id,
               e.provider, e.channel, e.type, e.status, e.milestone, e.recipient, e.error_code, e.error_reason, e.url,
               coalesce(m.direction, 'outbound'), m.sender, m.subject, m.group_id, m.segments
        FROM   signalbox.message_events e
        JOIN   signalbox.stream_heads h ON h.stream = e.stream
        LEFT   JOIN signalbox.messages m ON m.account = e.account AND m.id = e.message_id
        LEFT   JOIN signalbox_shadow.stream_cursors c ON c.stream = e.stream
        WHERE  (e.account, e.id) > ($1, $2)
          AND  ($3::text IS NULL OR (e.account, e.id) <= ($3, $4))
          AND  e.message_id IS NOT NULL
          AND  CASE WHEN c.first IS NULL THEN NOT EXISTS (SELECT FROM signalbox.journal j WHERE j.stream = e.stream AND j.version <= e.version) ELSE e.version < c.first END
          AND  NOT EXISTS (SELECT FROM signalbox_shadow.message_events s WHERE s.account = e.account AND s.id = e.id)
        """;

    /// <summary>Takes over those of a range of keys.</summary>
    /// <returns>How many.</returns>
    internal async Task<long> CarryAsync(RowScope range, CancellationToken cancellationToken)
    {
        var facts = await session.ReadAsync(Missing, range.Values, Read, cancellationToken);
        if (facts.Count > 0)
        {
            await fold.WriteFactsAsync(facts, cancellationToken);
        }

        return facts.Count;
    }

    private static MessageEventFact Read(NpgsqlDataReader row)
    {
        string? TextAt(int i) => row.IsDBNull(i) ? null : row.GetString(i);

        var id = row.GetString(1);
        var asOf = (long)row.GetDecimal(3);
        var head = new FactHead(
            row.GetString(0), id, new FactOrder(0, asOf, row.GetInt32(4), id), asOf, DeletedAt: null, row.GetString(5), row.GetInt64(6), Encoding.UTF8.GetBytes(row.GetString(7)))
        {
            Livemode = row.GetBoolean(2),
        };
        return new MessageEventFact(
            head, row.GetString(8), TextAt(9) ?? string.Empty, TextAt(10) ?? string.Empty, row.GetString(18), TextAt(11) ?? string.Empty,
            new MessageStep(TextAt(12), row.GetInt32(4), TextAt(13)), TextAt(14), TextAt(19), TextAt(20), TextAt(21), TextAt(15), TextAt(16), row.IsDBNull(22) ? null : row.GetInt64(22),
            TextAt(17));
    }
}
