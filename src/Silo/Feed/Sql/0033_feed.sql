-- Tokens with which a tenant's browser reads the live feed: what is stored opens nothing.
CREATE TABLE read_tokens (
    hash        bytea       PRIMARY KEY,                 -- SHA-256 of the token, which has 256 bits of chance
    number      bigint      GENERATED ALWAYS AS IDENTITY UNIQUE, -- the order of the list
    id          text        COLLATE "C" NOT NULL UNIQUE, -- rt_ and 22 letters and digits: what people see
    tenant      text        COLLATE "C" NOT NULL,
    description text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL
);

-- Those that have expired are deleted when another is made.
CREATE INDEX read_tokens_expires_at ON read_tokens (expires_at);

-- Partitions past their retention, and why each that somebody still needs is kept. As before, and: a week of the journal that waiting deliveries point
-- into is kept; a week of the outbox goes with the journal's retention, and a day of attempts with its own.
CREATE FUNCTION expired_partitions(keep_journal interval, keep_event_ids interval, keep_attempts interval) RETURNS TABLE (name text, kept_for text)
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
               WHEN EXISTS (SELECT FROM signalbox.deliveries d WHERE d.state <> 4 AND d."position" >= w.from_ AND d."position" < w.to_) THEN 'deliveries'
           END
    FROM   (SELECT c.relname::text AS name, p.name AS parent, t.begins + p.length AS ends,
                   signalbox.journal_position(t.begins) AS from_, signalbox.journal_position(t.begins + p.length) AS to_, p.keep
            FROM   (VALUES ('signalbox.journal'::regclass, 'journal', interval '7 days', keep_journal),
                           ('signalbox.outbox'::regclass, 'outbox', interval '7 days', keep_journal),
                           ('signalbox.event_ids'::regclass, 'event_ids', interval '7 days', keep_event_ids),
                           ('signalbox.delivery_attempts'::regclass, 'delivery_attempts', interval '1 day', keep_attempts)) p (oid, name, length, keep)
            JOIN   pg_inherits i ON i.inhparent = p.oid
            JOIN   pg_class c ON c.oid = i.inhrelid
            CROSS  JOIN LATERAL (SELECT (right(c.relname, 8) || ' 00:00+00')::timestamptz AS begins) t) w
    WHERE  w.ends <= now() - w.keep
    ORDER  BY w.name
$$;

-- Drops one of them, unless somebody needs it by now. Each in a transaction of its own: dropping keeps writers out for its moment.
CREATE FUNCTION drop_expired_partition(partition_name text, keep_journal interval, keep_event_ids interval, keep_attempts interval) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM signalbox.expired_partitions(keep_journal, keep_event_ids, keep_attempts) e WHERE e.name = partition_name AND e.kept_for IS NULL) THEN
        RETURN false;
    END IF;

    EXECUTE format('DROP TABLE signalbox.%I', partition_name);
    RETURN true;
END $$;

-- For processes of the version before, with the same rules. They know no retention of attempts, and drop none.
CREATE OR REPLACE FUNCTION expired_partitions(keep_journal interval, keep_event_ids interval) RETURNS TABLE (name text, kept_for text)
LANGUAGE sql STABLE AS $$
    SELECT e.name, e.kept_for FROM signalbox.expired_partitions(keep_journal, keep_event_ids, interval '1000 years') e
$$;
