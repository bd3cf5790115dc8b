using Signalbox.Messages;

namespace Signalbox.Projections;

/// <summary>
/// Writes events of messages, and with them the messages. An event that is stored already adds nothing, so that no repeat is counted twice;
/// the rest is greatest, least and a total order of the statuses, so that no order of arrival matters.
/// </summary>
/// <param name="sql"><see cref="UpsertSql"/>, or <see cref="ReplaySql"/>.</param>
internal sealed class MessagesTable(string sql) : FactTable<MessageEventFact>(sql)
{
    // What the statement for events that are applied once more has instead: every event is news of the message, whose row may be gone; what is
    // counted is counted anew; and a row that ends as it is is not written.
    private const string CountedAnew = """
        s.opens + (SELECT count(*) FROM message_events e WHERE e.account = s.account AND e.message_id = s.message_id AND e.milestone = 'opened'),
                       s.clicks + (SELECT count(*) FROM message_events e WHERE e.account = s.account AND e.message_id = s.message_id AND e.milestone = 'clicked')
        """;

    private static readonly (string Name, string Merged)[] Sums =
    [
        ("as_of", "greatest(t.as_of, excluded.as_of)"),
        ("recipient", "greatest(t.recipient COLLATE \"C\", excluded.recipient)"),
        ("sender", "greatest(t.sender COLLATE \"C\", excluded.sender)"),
        ("subject", "greatest(t.subject COLLATE \"C\", excluded.subject)"),
        ("group_id", "greatest(t.group_id COLLATE \"C\", excluded.group_id)"),
        ("segments", "greatest(t.segments, excluded.segments)"),
        ("queued_at", "least(t.queued_at, excluded.queued_at)"),
        ("sent_at", "least(t.sent_at, excluded.sent_at)"),
        ("delivered_at", "least(t.delivered_at, excluded.delivered_at)"),
        ("opened_at", "least(t.opened_at, excluded.opened_at)"),
        ("clicked_at", "least(t.clicked_at, excluded.clicked_at)"),
        ("failed_at", "least(t.failed_at, excluded.failed_at)"),
        ("complained_at", "least(t.complained_at, excluded.complained_at)"),
        ("unsubscribed_at", "least(t.unsubscribed_at, excluded.unsubscribed_at)"),
    ];

    private static readonly (string Name, string Merged)[] Counts = [("opens", "t.opens + excluded.opens"), ("clicks", "t.clicks + excluded.clicks")];
    private static readonly (string Name, string Merged)[] CountsAnew = [("opens", "excluded.opens"), ("clicks", "excluded.clicks")];

    // Facts without a status are of rank 0 and never hold a message's status against one that has one.
    private const string Template = """
        WITH facts AS MATERIALIZED (
            SELECT DISTINCT ON (r.account COLLATE "C", r.id COLLATE "C") r.*, to_timestamp(r.as_of / 1000.0) AS at
            FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::bigint[], $8::integer[],
                          $9::text[], $10::text[], $11::bigint[], $12::json[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
                          $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::bigint[],
                          $27::text[])
                   AS r (account, id, livemode, deleted_at, as_of, phase, sequence, rank, event_id, stream, version, raw, message_id, provider,
                         channel, direction, type, status, milestone, recipient, sender, subject, group_id, error_code, error_reason, segments, url)
            JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
            ORDER  BY r.account COLLATE "C", r.id COLLATE "C"
        ), added AS (
            INSERT INTO message_events
                   (account, id, livemode, updated_at, as_of, rank, stream, version, raw, message_id, provider, channel, type, status, milestone,
                    recipient, error_code, error_reason, url)
            SELECT f.account, f.id, f.livemode, now(), f.at, f.rank, f.stream, f.version, f.raw, f.message_id, f.provider, f.channel, f.type,
                   f.status, f.milestone, f.recipient, f.error_code, f.error_reason, f.url
            FROM   facts f
            ON CONFLICT (account, id) DO NOTHING
            RETURNING account, id
        ), news AS MATERIALIZED (
            SELECT f.*, a.id IS NOT NULL AS is_added
            FROM   facts f
            {join} added a ON a.account = f.account AND a.id = f.id
        ), holders AS (
            SELECT DISTINCT ON (n.account, n.message_id) n.*
            FROM   news n
            ORDER  BY n.account, n.message_id, n.rank DESC, n.at DESC, n.id COLLATE "C" DESC
        ), sums AS (
            SELECT n.account, n.message_id, max(n.at) AS as_of, max(n.version) AS version,
                   max(n.recipient COLLATE "C") AS recipient, max(n.sender COLLATE "C") AS sender, max(n.subject COLLATE "C") AS subject,
                   max(n.group_id COLLATE "C") AS group_id, max(n.segments) AS segments,
                   count(*) FILTER (WHERE n.milestone = 'opened' AND n.is_added)  AS opens,
                   count(*) FILTER (WHERE n.milestone = 'clicked' AND n.is_added) AS clicks,
                   min(n.at) FILTER (WHERE n.milestone = 'queued')       AS queued_at,
                   min(n.at) FILTER (WHERE n.milestone = 'sent')         AS sent_at,
                   min(n.at) FILTER (WHERE n.milestone = 'delivered')    AS delivered_at,
                   min(n.at) FILTER (WHERE n.milestone = 'opened')       AS opened_at,
                   min(n.at) FILTER (WHERE n.milestone = 'clicked')      AS clicked_at,
                   min(n.at) FILTER (WHERE n.milestone = 'failed')       AS failed_at,
                   min(n.at) FILTER (WHERE n.milestone = 'complained')   AS complained_at,
                   min(n.at) FILTER (WHERE n.milestone = 'unsubscribed') AS unsubscribed_at
            FROM   news n
            GROUP  BY n.account, n.message_id
        )
        INSERT INTO messages AS t
               (account, id, livemode, updated_at, as_of, rank, status_at, event_id, stream, version, raw, provider, channel, direction, recipient,
                sender, subject, status, group_id, error_code, error_reason, segments, opens, clicks, queued_at, sent_at, delivered_at, opened_at,
                clicked_at, failed_at, complained_at, unsubscribed_at)
        SELECT s.account, s.message_id, h.livemode, now(), s.as_of, h.rank, h.at, h.id, h.stream, s.version, h.raw, h.provider, h.channel,
               h.direction, s.recipient, s.sender, s.subject, h.status, s.group_id, h.error_code, h.error_reason, s.segments,
               {counts},
               s.queued_at, s.sent_at, s.delivered_at, s.opened_at, s.clicked_at, s.failed_at, s.complained_at, s.unsubscribed_at
        FROM   sums s
        JOIN   holders h ON h.account = s.account AND h.message_id = s.message_id
        ORDER  BY s.account COLLATE "C", s.message_id COLLATE "C"
        ON CONFLICT (account, id) DO UPDATE
        SET    updated_at = excluded.updated_at,
               {sets},
               (livemode, rank, status_at, event_id, raw, provider, channel, direction, status, error_code, error_reason) = (
                   SELECT w.livemode, w.rank, w.status_at, w.event_id, w.raw, w.provider, w.channel, w.direction, w.status, w.error_code, w.error_reason
                   FROM   (VALUES
                              (1, t.livemode, t.rank, t.status_at, t.event_id, t.raw, t.provider, t.channel, t.direction, t.status, t.error_code, t.error_reason),
                              (2, excluded.livemode, excluded.rank, excluded.status_at, excluded.event_id, excluded.raw, excluded.provider, excluded.channel,
                               excluded.direction, excluded.status, excluded.error_code, excluded.error_reason))
                          AS w (n, livemode, rank, status_at, event_id, raw, provider, channel, direction, status, error_code, error_reason)
                   ORDER  BY w.rank DESC, w.status_at DESC NULLS LAST, w.event_id COLLATE "C" DESC, w.n DESC
                   LIMIT  1){guard}
        """;

    // The holder that the event is, or that it takes the place of, does not look like it.
    private const string HolderDiffers = """
        ((excluded.rank, coalesce(excluded.status_at, '-infinity'), excluded.event_id COLLATE "C") >= (t.rank, coalesce(t.status_at, '-infinity'), t.event_id COLLATE "C")
                   AND (excluded.livemode, excluded.rank, excluded.status_at, excluded.event_id, excluded.raw::text, excluded.provider, excluded.channel,
                        excluded.direction, excluded.status, excluded.error_code, excluded.error_reason)
                       IS DISTINCT FROM (t.livemode, t.rank, t.status_at, t.event_id, t.raw::text, t.provider, t.channel, t.direction, t.status, t.error_code,
                        t.error_reason))
        """;

    /// <summary>For events that are applied for the first time.</summary>
    internal static readonly string UpsertSql = Statement(
        "JOIN  ", "s.opens, s.clicks", [.. Sums, .. Counts, ("version", "excluded.version"), ("stream", "excluded.stream")], hasGuard: false);

    /// <summary>For events that are applied once more: brings back what is gone, and leaves alone what is right.</summary>
    internal static readonly string ReplaySql = Statement(
        "LEFT   JOIN", CountedAnew, [.. Sums, .. CountsAnew, ("version", "greatest(t.version, excluded.version)")], hasGuard: true);


    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<MessageEventFact> columns) => columns
        .Texts(static f => f.MessageId)
        .Texts(static f => f.Provider)
        .Texts(static f => f.Channel)
        .Texts(static f => f.Direction)
        .Texts(static f => f.Type)
        .Texts(static f => f.Step.Status)
        .Texts(static f => f.Step.Milestone)
        .Texts(static f => f.Recipient)
        .Texts(static f => f.Sender)
        .Texts(static f => f.Subject)
        .Texts(static f => f.GroupId)
        .Texts(static f => f.ErrorCode)
        .Texts(static f => f.ErrorReason)
        .Numbers(static f => f.Segments)
        .Texts(static f => f.Url);

    private static string Statement(string join, string counts, (string Name, string Merged)[] sets, bool hasGuard) => Template
        .Replace("{join}", join, StringComparison.Ordinal)
        .Replace("{counts}", counts, StringComparison.Ordinal)
        .Replace("{sets}", string.Join(",\n               ", sets.Select(static s => $"{s.Name} = {s.Merged}")), StringComparison.Ordinal)
        .Replace(
            "{guard}",
            hasGuard
                ? $"""

                     WHERE  ({string.Join(", ", sets.Select(static s => $"t.{s.Name}"))}) IS DISTINCT FROM ({string.Join(", ", sets.Select(static s => s.Merged))})
                        OR  {HolderDiffers}
                     """
                : string.Empty,
            StringComparison.Ordinal);
}
