-- A replay: events of a range of the journal that are applied once more, page by page, behind live traffic. attempts fences: a process writes
-- only while its attempt is the latest and the replay is running; leased_until is when another may go on with it.
--
-- at_position is where it is: what is before it is done. A replay of one stream goes by versions instead (at_version), which are indexed.
CREATE TABLE replays (
    id            text        COLLATE "C" PRIMARY KEY,
    state         text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled')),
    account       text        COLLATE "C",      -- only this account; null: any, as with the others
    stream        text        COLLATE "C",
    type          text        COLLATE "C",      -- with a * at its end: all types that begin so
    status        text        CHECK (status IN ('applied', 'dead_letter')),
    first_version bigint      NOT NULL DEFAULT 0,
    last_version  bigint      NOT NULL DEFAULT 9223372036854775807,
    from_position bigint      NOT NULL,
    to_position   bigint      NOT NULL,         -- the first that is not in it
    effects       boolean     NOT NULL,         -- whether what the events cause outside may leave once more
    at_position   bigint      NOT NULL,
    at_version    bigint      NOT NULL DEFAULT 0,
    looked        bigint      NOT NULL DEFAULT 0, -- events looked at
    applied       bigint      NOT NULL DEFAULT 0, -- events applied once more
    rows_written  bigint      NOT NULL DEFAULT 0,
    resolved      bigint      NOT NULL DEFAULT 0, -- dead letters that were closed
    failed        bigint      NOT NULL DEFAULT 0, -- events that could not be applied
    waiting       bigint      NOT NULL DEFAULT 0, -- events that had yet to be applied for the first time
    attempts      integer     NOT NULL DEFAULT 0,
    leased_until  timestamptz NOT NULL DEFAULT now(),
    fault         text,                         -- why it does not get on now
    created_at    timestamptz NOT NULL DEFAULT now(),
    finished_at   timestamptz,
    CHECK ((state = 'running') = (finished_at IS NULL)),
    CHECK (from_position <= to_position)
);

-- What processes look for; few.
CREATE INDEX replays_running ON replays (leased_until) WHERE state = 'running';
