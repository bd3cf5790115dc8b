-- What leaves, in the order in which it was committed (docs/adr/0011-outbox.md). A position in the journal is the order of arrival: an event may be
-- applied long after one that came later. Here a reader that has seen a number has seen all below it.

-- The last number given out, with room for the clock in it: (ms << 20) + n, like a position. Whoever applies events moves it as the last statement of
-- the transaction, and so the row's lock makes the order of the numbers that in which they become visible. Numbers come from the clock if that is
-- ahead, so that none is given out a second time when a crash of PostgreSQL undoes the last commits (docs/adr/0003).
CREATE TABLE outbox_head (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    last    bigint  NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

INSERT INTO outbox_head (last) VALUES (journal_position(clock_timestamp()));

-- Each event that was applied, once; again if it was replayed with effects. Never updated; deleted only by dropping a whole partition.
CREATE TABLE outbox (
    seq        bigint NOT NULL,
    "position" bigint NOT NULL, -- of the event in the journal
    PRIMARY KEY (seq)
) PARTITION BY RANGE (seq);

-- As before, and the weeks of the outbox.
CREATE FUNCTION ensure_outbox_partitions(weeks_ahead integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    week    timestamptz;
    suffix  text;
    created integer := 0;
BEGIN
    FOR i IN -1 .. weeks_ahead LOOP
        week := date_trunc('week', now(), 'UTC') + i * interval '7 days';
        suffix := to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD');
        CONTINUE WHEN to_regclass(format('signalbox.outbox_%s', suffix)) IS NOT NULL;

        EXECUTE format('CREATE TABLE signalbox.outbox_%s PARTITION OF signalbox.outbox FOR VALUES FROM (%s) TO (%s) WITH (autovacuum_vacuum_insert_scale_factor = 0.2)',
            suffix, signalbox.journal_position(week), signalbox.journal_position(week + interval '7 days'));
        created := created + 1;
    END LOOP;

    RETURN created;
END $$;

SELECT ensure_outbox_partitions(3);
