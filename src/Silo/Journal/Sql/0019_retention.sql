-- Partitions past their retention, and why each that somebody still needs is kept: one that the recovery mark has not passed, with an open dead
-- letter, with events of a stream that has yet to apply them, or in what a running replay has before it.
CREATE FUNCTION expired_partitions(keep_journal interval, keep_event_ids interval) RETURNS TABLE (name text, kept_for text)
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

-- Drops one of them, unless somebody needs it by now. Each in a transaction of its own: dropping keeps appends out for its moment.
CREATE FUNCTION drop_expired_partition(partition_name text, keep_journal interval, keep_event_ids interval) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM signalbox.expired_partitions(keep_journal, keep_event_ids) e WHERE e.name = partition_name AND e.kept_for IS NULL) THEN
        RETURN false;
    END IF;

    EXECUTE format('DROP TABLE signalbox.%I', partition_name);
    RETURN true;
END $$;

-- For processes of the version before, with the same rules.
CREATE OR REPLACE FUNCTION drop_expired_partitions(keep_journal interval, keep_event_ids interval) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    expired text;
    -- Read to its end before anything is dropped: a query that looks into a partition keeps it from being dropped.
    names   text[] := ARRAY(SELECT e.name FROM signalbox.expired_partitions(keep_journal, keep_event_ids) e WHERE e.kept_for IS NULL);
BEGIN
    FOREACH expired IN ARRAY names LOOP
        EXECUTE format('DROP TABLE signalbox.%I', expired);
        RETURN NEXT expired;
    END LOOP;
END $$;
