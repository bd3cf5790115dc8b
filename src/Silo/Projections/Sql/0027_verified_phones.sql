-- Whether the identity provider has verified a user's phone number. Of rows from before it is null, which counts as not verified, until their next
-- event, a replay or a rebuild.
ALTER TABLE users ADD COLUMN phone_verified boolean;

-- As before; a running rebuild reads all of the journal, too.
CREATE OR REPLACE FUNCTION expired_partitions(keep_journal interval, keep_event_ids interval) RETURNS TABLE (name text, kept_for text)
LANGUAGE sql STABLE AS $$
    SELECT w.name,
           CASE
               WHEN w.parent <> 'journal' THEN NULL
               WHEN w.to_ > (SELECT m."position" FROM signalbox.recovery_mark m) THEN 'unapplied'
               WHEN EXISTS (SELECT FROM signalbox.dead_letters d WHERE d.status = 'open' AND d."position" >= w.from_ AND d."position" < w.to_) THEN 'dead_letters'
               WHEN EXISTS (
                   SELECT FROM signalbox.stalled_streams s
                   JOIN   signalbox.stream_cursors c ON c.stream = s.stream
                   JOIN   signalbox.journal j ON j.stream = s.stream AND j.version > c.applied
                   WHERE  j."position" >= w.from_ AND j."position" < w.to_) THEN 'stalled'
               WHEN EXISTS (
                   SELECT FROM signalbox.replays r
                   WHERE  r.state = 'running' AND r.to_position > w.from_
                     AND  CASE WHEN r.stream IS NULL THEN greatest(r.at_position, r.from_position) ELSE r.from_position END < w.to_) THEN 'replay'
               WHEN EXISTS (SELECT FROM signalbox.rebuilds r WHERE r.state = 'running') THEN 'rebuild'
           END
    FROM   (SELECT c.relname::text AS name, p.relname::text AS parent, t.ends,
                   signalbox.journal_position(t.ends - interval '7 days') AS from_, signalbox.journal_position(t.ends) AS to_
            FROM   pg_inherits i
            JOIN   pg_class c ON c.oid = i.inhrelid
            JOIN   pg_class p ON p.oid = i.inhparent
            CROSS  JOIN LATERAL (SELECT (right(c.relname, 8) || ' 00:00+00')::timestamptz + interval '7 days' AS ends) t
            WHERE  i.inhparent IN ('signalbox.journal'::regclass, 'signalbox.event_ids'::regclass)) w
    WHERE  w.ends <= now() - CASE w.parent WHEN 'journal' THEN keep_journal ELSE keep_event_ids END
    ORDER  BY w.name
$$;
