-- What is known of each rate limit of an account, '{account}/{limit class}', that must outlive a crash: that it has been used, and how the
-- provider's refusals hold it back. Changes only with those.
CREATE TABLE rate_limits (
    name         text COLLATE "C" PRIMARY KEY,
    paused_until timestamptz      NOT NULL DEFAULT to_timestamp(0), -- nothing is given out before
    share        double precision NOT NULL DEFAULT 1 CHECK (share > 0 AND share <= 1) -- how much of the limit may be used right after it
);

-- The budget of each rate limit; one row a limit, changed by compare-and-swap on version with every batch of permits. Unlogged: a change
-- waits for no disk, so that permits need not live long. A crash empties the table; that rate_limits knows the name then tells that an
-- unknown number of permits was given out just before, and the first reader takes the whole limit for used.
CREATE UNLOGGED TABLE rate_budgets (
    name                text COLLATE "C" PRIMARY KEY,
    version             bigint           NOT NULL CHECK (version > 0),
    level               double precision NOT NULL CHECK (level >= 0), -- of the bucket, at level_at
    level_at            timestamptz      NOT NULL,
    slots               bigint[]         NOT NULL, -- when permits were given out lately, in microseconds since 1970
    counts              integer[]        NOT NULL, -- how many, in each slot
    refresh_owed        double precision NOT NULL,
    refresh_waits_until timestamptz      NOT NULL,
    bulk_owed           double precision NOT NULL,
    bulk_waits_until    timestamptz      NOT NULL,
    CHECK (cardinality(slots) = cardinality(counts))
) WITH (fillfactor = 20); -- every change is a HOT update

-- The circuit breakers, '{account}/{endpoint class}', changed by compare-and-swap on version: who wins it has the probe.
CREATE TABLE circuits (
    name             text COLLATE "C" PRIMARY KEY,
    version          bigint      NOT NULL CHECK (version > 0),
    state            text        NOT NULL CHECK (state IN ('closed', 'open', 'half_open', 'isolated')),
    slots            bigint[]    NOT NULL, -- outcomes of the sampling window, see OutcomeWindow
    succeeded        integer[]   NOT NULL,
    failed           integer[]   NOT NULL,
    breaks           integer     NOT NULL CHECK (breaks >= 0),
    until            timestamptz NOT NULL,
    closed_at        timestamptz NOT NULL,
    round            bigint      NOT NULL,
    probes_given     integer     NOT NULL CHECK (probes_given >= probes_succeeded),
    probes_succeeded integer     NOT NULL CHECK (probes_succeeded >= 0),
    CHECK (cardinality(slots) = cardinality(succeeded) AND cardinality(slots) = cardinality(failed))
) WITH (fillfactor = 50);
