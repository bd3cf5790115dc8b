-- What is to be delivered. A row is made in the transaction that applies its event, and deleted when it is delivered: what was tried is in delivery_attempts.
-- While all goes well a row is inserted and deleted, never updated.
CREATE TABLE deliveries (
    destination integer     NOT NULL,            -- destinations.number
    seq         bigint      NOT NULL,            -- the outbox's number, or one of its own if it is sent again
    "position"  bigint      NOT NULL,            -- of the event in the journal
    key         bigint,                          -- what keeps its order: a hash of the stream, 0 for the whole destination; null: nothing
    state       smallint    NOT NULL DEFAULT 0,  -- 0 fresh, 1 to be tried again, 2 parked behind its key, 3 given up on and holding its key, 4 given up on
    attempts    smallint    NOT NULL DEFAULT 0,
    due_at      timestamptz,                     -- of those to be tried again
    changed_at  timestamptz,                     -- when it was last tried, or parked
    fault       text        COLLATE "C",         -- the class of the last failure
    PRIMARY KEY (destination, seq)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- Few: only what has failed. Which keys are blocked, what waits behind them, what is due.
CREATE INDEX deliveries_behind ON deliveries (destination, key, seq) WHERE state IN (1, 2, 3);
CREATE INDEX deliveries_due ON deliveries (destination, due_at) WHERE state = 1;
CREATE INDEX deliveries_dead ON deliveries (destination, seq) WHERE state IN (3, 4);

-- Who delivers to a destination: one process at a time. The fence grows with each owner, and whoever has an older one completes nothing.
CREATE TABLE destination_leases (
    destination integer     PRIMARY KEY,
    owner       text        COLLATE "C" NOT NULL,
    fence       bigint      NOT NULL,
    until       timestamptz NOT NULL
) WITH (fillfactor = 50);

-- How a destination has been doing.
CREATE TABLE destination_health (
    destination   integer     PRIMARY KEY,
    failing_since timestamptz,                  -- the first failure since the last success
    failures      bigint      NOT NULL DEFAULT 0, -- since then
    succeeded_at  timestamptz,
    failed_at     timestamptz,
    fault         text        COLLATE "C",
    told          boolean     NOT NULL DEFAULT false -- whether destination.failing was published for this time of failing
) WITH (fillfactor = 50);

-- Every request that was made. Written in batches, after the request. Found by delivery; by time only as far as a range of blocks goes.
CREATE TABLE delivery_attempts (
    at          bigint      NOT NULL,            -- when it began, like a position: the clock in ms << 20
    destination integer     NOT NULL,
    seq         bigint      NOT NULL,
    "position"  bigint      NOT NULL,
    attempt     smallint    NOT NULL,
    result      text        COLLATE "C" NOT NULL, -- delivered, or the class of the failure
    status      smallint,                        -- of HTTP, if there was an answer
    duration_ms integer     NOT NULL,
    next_at     timestamptz,                     -- when it is tried again
    error       text,
    response    bytea                            -- up to 16 KB
) PARTITION BY RANGE (at);

CREATE FUNCTION ensure_attempt_partitions(days_ahead integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    day     timestamptz;
    suffix  text;
    created integer := 0;
BEGIN
    FOR i IN -1 .. days_ahead LOOP
        day := date_trunc('day', now(), 'UTC') + i * interval '1 day';
        suffix := to_char(day AT TIME ZONE 'UTC', 'YYYYMMDD');
        CONTINUE WHEN to_regclass(format('signalbox.delivery_attempts_%s', suffix)) IS NOT NULL;

        EXECUTE format('CREATE TABLE signalbox.delivery_attempts_%s PARTITION OF signalbox.delivery_attempts FOR VALUES FROM (%s) TO (%s) WITH (autovacuum_vacuum_insert_scale_factor = 0.2)',
            suffix, signalbox.journal_position(day), signalbox.journal_position(day + interval '1 day'));
        EXECUTE format('CREATE INDEX delivery_attempts_%s_of ON signalbox.delivery_attempts_%s (destination, seq)', suffix, suffix);
        EXECUTE format('CREATE INDEX delivery_attempts_%s_at ON signalbox.delivery_attempts_%s USING brin (at)', suffix, suffix);
        created := created + 1;
    END LOOP;

    RETURN created;
END $$;

SELECT ensure_attempt_partitions(3);
