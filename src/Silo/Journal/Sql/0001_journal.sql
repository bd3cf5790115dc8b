-- The journal: what was received, in order. See docs/ARCHITECTURE.md for who writes what when.
-- Keys are compared by byte (COLLATE "C"): they are identifiers, and the database's locale must not matter.

-- One value for each batch of appends; see journal_position().
CREATE SEQUENCE journal_sequence AS bigint MINVALUE 0 MAXVALUE 255 CYCLE CACHE 1;

-- A position is the database's clock in milliseconds, shifted left by 20; below it 8 bits from a sequence (256 batches could share a
-- millisecond) and 12 bits for the event within its batch (at most 4,096): unique, and ordered by time, so that a range of positions is
-- a range of time. Partitions, cursors of lists and the recovery scan all work on this one column.
CREATE FUNCTION journal_position(at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (extract(epoch FROM at) * 1000)::bigint << 20;

CREATE FUNCTION journal_time("position" bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_timestamp(("position" >> 20) / 1000.0);

-- How many events each stream has. Updated by every append, hence: no second index, room on each page for HOT updates,
-- and apart from stream_cursors, so that an append never waits for a commit or a commit for an append.
CREATE TABLE stream_heads (
    stream  text   COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL CHECK (version > 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2);

-- How far each stream has been applied. Moves only by compare-and-swap. committed_by is the transaction that moved it last: the
-- statements behind the swap in that transaction write only for streams whose swap it won.
CREATE TABLE stream_cursors (
    stream       text   COLLATE "C" PRIMARY KEY,
    applied      bigint NOT NULL CHECK (applied >= 0),
    committed_by xid8
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2);

-- For people: both halves of a stream in one row.
CREATE VIEW streams AS
SELECT stream, h.version, c.applied
FROM   stream_heads h
JOIN   stream_cursors c USING (stream);

-- The events. Never updated; deleted only by dropping a whole partition.
CREATE TABLE journal (
    "position"  bigint      NOT NULL,
    stream      text        COLLATE "C" NOT NULL,
    version     bigint      NOT NULL CHECK (version > 0),
    account     text        COLLATE "C" NOT NULL,
    event_id    text        COLLATE "C" NOT NULL,
    type        text        COLLATE "C" NOT NULL,
    occurred_at bigint      NOT NULL, -- unix seconds by the provider's clock; 0 if it did not say
    received_at timestamptz NOT NULL,
    headers     text        NOT NULL,
    payload     bytea       NOT NULL, -- as received, byte by byte
    PRIMARY KEY ("position")
) PARTITION BY RANGE ("position");

-- A grain reads its stream from its cursor on: ensure_partitions() puts a unique index on (stream, version) of each partition.

-- Which events have been seen; kept apart from the journal because both have a retention of their own. Unique on each partition:
-- enter_append() sees to it that two appends never race across the border between two partitions.
CREATE TABLE event_ids (
    account    text   COLLATE "C" NOT NULL,
    event_id   text   COLLATE "C" NOT NULL,
    "position" bigint NOT NULL
) PARTITION BY RANGE ("position");

-- Called first in each append's transaction. Appends share the lock; whoever needs a moment without an append in flight (the recovery
-- scan's fence) takes it alone. Within a minute of a partition's border appends take it alone too: an event id sent twice at that
-- moment would otherwise find no index that spans both partitions.
CREATE FUNCTION enter_append() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF abs(extract(epoch FROM clock_timestamp() - date_trunc('week', clock_timestamp() + interval '1 minute', 'UTC'))) < 60 THEN
        PERFORM pg_advisory_xact_lock(7449354444533473);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(7449354444533473);
    END IF;
END $$;

-- Creates this week's partitions and those of the weeks ahead; returns how many are new. Weeks begin on Monday 00:00 UTC.
CREATE FUNCTION ensure_partitions(weeks_ahead integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    week    timestamptz;
    suffix  text;
    created integer := 0;
BEGIN
    FOR i IN -1 .. weeks_ahead LOOP
        week := date_trunc('week', now(), 'UTC') + i * interval '7 days';
        suffix := to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD');
        CONTINUE WHEN to_regclass(format('signalbox.journal_%s', suffix)) IS NOT NULL;

        -- Rows of up to 8 KB stay whole on their page: at an event's usual size, TOAST's out-of-line chunks cost more than the row itself.
        EXECUTE format('CREATE TABLE signalbox.journal_%s PARTITION OF signalbox.journal FOR VALUES FROM (%s) TO (%s) WITH (toast_tuple_target = 8160, autovacuum_vacuum_insert_scale_factor = 0.2)',
            suffix, signalbox.journal_position(week), signalbox.journal_position(week + interval '7 days'));
        EXECUTE format('CREATE UNIQUE INDEX journal_%s_stream_version ON signalbox.journal_%s (stream, version)', suffix, suffix);
        EXECUTE format('CREATE TABLE signalbox.event_ids_%s PARTITION OF signalbox.event_ids FOR VALUES FROM (%s) TO (%s)',
            suffix, signalbox.journal_position(week), signalbox.journal_position(week + interval '7 days'));
        EXECUTE format('CREATE UNIQUE INDEX event_ids_%s_key ON signalbox.event_ids_%s (account, event_id)', suffix, suffix);
        created := created + 1;
    END LOOP;

    RETURN created;
END $$;

SELECT ensure_partitions(3);
