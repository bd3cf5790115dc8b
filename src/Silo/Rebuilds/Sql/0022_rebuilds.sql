-- Rebuilds: all projections computed anew from the journal into tables of their own, which then take the places of the live ones
-- (docs/adr/0010-rebuild.md). attempts fences: a process works on one only while its attempt is the latest and the rebuild is running.
CREATE TABLE rebuilds (
    id           text        COLLATE "C" PRIMARY KEY,
    state        text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
    dry_run      boolean     NOT NULL,              -- ends with the comparison
    step         text        NOT NULL DEFAULT 'prepare' CHECK (step IN ('prepare', 'fill', 'carry', 'compare', 'swap')),
    events_total bigint      NOT NULL DEFAULT 0,    -- applied events when it began
    events       bigint      NOT NULL DEFAULT 0,    -- of which so many are in the new tables
    carried      bigint      NOT NULL DEFAULT 0,    -- rows that the journal does not tell, taken over from the live tables
    bytes_needed bigint,                            -- as large as the live tables are
    tables       json,                              -- the comparison
    attempts     integer     NOT NULL DEFAULT 0,
    failures     integer     NOT NULL DEFAULT 0,    -- in a row
    leased_until timestamptz NOT NULL DEFAULT now(),
    fault        text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    swapped_at   timestamptz,
    finished_at  timestamptz,
    CHECK ((state = 'running') = (finished_at IS NULL))
);

-- One at a time.
CREATE UNIQUE INDEX rebuilds_running ON rebuilds ((true)) WHERE state = 'running';
