-- How far each account's events, as its provider lists them, have been compared with the journal. searched_to is by the provider's clock, in
-- whole seconds, both ends included; it moves forward only, and only after what was missing up to there has been appended. due_at is when
-- somebody may search again: while a search is under way it is that search's lease. Two searches at once cost requests and nothing else.
CREATE TABLE gap_marks (
    account       text        COLLATE "C" PRIMARY KEY,
    searched_to   bigint      NOT NULL CHECK (searched_to >= 0),
    due_at        timestamptz NOT NULL DEFAULT now(),
    searched_at   timestamptz,                  -- when a search last came to its end
    found         bigint      NOT NULL DEFAULT 0, -- events that no webhook had brought
    last_found_at timestamptz,
    fault         text,                         -- why searches fail now; null while they do not
    faulty_since  timestamptz,
    CHECK ((fault IS NULL) = (faulty_since IS NULL))
);

-- A backfill: every object that a provider lists of some kinds, read once. One at a time for each account (the index). attempts fences: a
-- process writes only while its attempt is the latest and the backfill is running; leased_until is when another may go on with it.
CREATE TABLE backfills (
    id           text        COLLATE "C" PRIMARY KEY,
    account      text        COLLATE "C" NOT NULL,
    state        text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled')),
    attempts     integer     NOT NULL DEFAULT 0,
    leased_until timestamptz NOT NULL DEFAULT now(),
    fault        text,                          -- why it does not get on now
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz,
    CHECK ((state = 'running') = (finished_at IS NULL))
);

CREATE UNIQUE INDEX backfills_running ON backfills (account) WHERE state = 'running';

-- How far a backfill is with each kind of object. The cursor is the id of the last object of the last page that was kept.
CREATE TABLE backfill_kinds (
    backfill text    COLLATE "C" NOT NULL REFERENCES backfills ON DELETE CASCADE,
    kind     text    COLLATE "C" NOT NULL,
    place    integer NOT NULL,                   -- the order in which the kinds are read
    cursor   text    COLLATE "C",
    read     bigint  NOT NULL DEFAULT 0,         -- objects listed
    kept     bigint  NOT NULL DEFAULT 0,         -- rows written
    is_done  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (backfill, kind)
);
