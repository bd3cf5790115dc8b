-- Streams that do not move: waiting for another attempt at an event, or held by it. Few, so that looking for what is due is cheap.
CREATE TABLE stalled_streams (
    stream        text        COLLATE "C" PRIMARY KEY,
    version       bigint      NOT NULL, -- the event that could not be applied
    attempts      integer     NOT NULL CHECK (attempts > 0),
    error         text        NOT NULL,
    since         timestamptz NOT NULL DEFAULT now(),
    due_at        timestamptz,          -- null: held until somebody replays or discards the event
    claimed_until timestamptz NOT NULL DEFAULT '-infinity', -- a process has woken the grain and others need not
    behind        boolean     NOT NULL DEFAULT false        -- the recovery mark has passed entries of this stream: it must be woken once more
);

CREATE INDEX stalled_streams_due ON stalled_streams (due_at) WHERE due_at IS NOT NULL;

-- Events that were given up on, kept until somebody replays or discards them.
CREATE TABLE dead_letters (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account     text        COLLATE "C" NOT NULL,
    stream      text        COLLATE "C" NOT NULL,
    version     bigint      NOT NULL,
    "position"  bigint      NOT NULL,
    event_id    text        COLLATE "C" NOT NULL,
    type        text        COLLATE "C" NOT NULL,
    status      text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'replayed', 'discarded')),
    attempts    integer     NOT NULL,
    error       text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    UNIQUE (stream, version)
);

CREATE INDEX dead_letters_open ON dead_letters (id) WHERE status = 'open';

-- Everything in the journal up to here is applied, or its stream has a row in stalled_streams. One row.
CREATE TABLE recovery_mark (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    "position" bigint  NOT NULL
);

INSERT INTO recovery_mark ("position") VALUES (0);

-- Drops the partitions that are older than the times given; returns their names. A partition that somebody still needs is kept: one that
-- the recovery mark has not passed, one with events of a stream that has yet to apply them, one with an open dead letter.
CREATE FUNCTION drop_expired_partitions(keep_journal interval, keep_event_ids interval) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    name  text;
    ends  timestamptz;
    from_ bigint;
    to_   bigint;
BEGIN
    FOR name IN SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent IN ('journal'::regclass, 'event_ids'::regclass) ORDER BY 1 LOOP
        ends := (right(name, 8) || ' 00:00+00')::timestamptz + interval '7 days';
        from_ := journal_position(ends - interval '7 days');
        to_ := journal_position(ends);
        IF name ~ '\mevent_ids_' THEN
            CONTINUE WHEN ends > now() - keep_event_ids;
        ELSE
            CONTINUE WHEN ends > now() - keep_journal;
            CONTINUE WHEN to_ > (SELECT m."position" FROM recovery_mark m);
            CONTINUE WHEN EXISTS (SELECT FROM dead_letters d WHERE d.status = 'open' AND d."position" >= from_ AND d."position" < to_);
            CONTINUE WHEN EXISTS (
                SELECT FROM stalled_streams s
                JOIN   stream_cursors c USING (stream)
                JOIN   journal j ON j.stream = s.stream AND j.version > c.applied
                WHERE  j."position" >= from_ AND j."position" < to_);
        END IF;

        EXECUTE format('DROP TABLE %s', name);
        RETURN NEXT name;
    END LOOP;
END $$;
