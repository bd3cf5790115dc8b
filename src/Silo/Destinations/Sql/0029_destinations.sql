-- Where events are forwarded to. Every process keeps them in memory (configuration_revisions, part 'destinations').
CREATE TABLE destinations (
    id             text        COLLATE "C" PRIMARY KEY,  -- dst_ and 22 letters and digits
    number         integer     GENERATED ALWAYS AS IDENTITY UNIQUE,
    tenant         text        COLLATE "C",              -- whose events; null: those of no tenant; '*': everybody's
    url            text        NOT NULL,
    description    text        NOT NULL DEFAULT '',
    types          text[]      COLLATE "C" NOT NULL DEFAULT '{}', -- patterns such as invoice.*; none: all
    fields         jsonb       NOT NULL DEFAULT '{}',    -- JSON pointers into the body and the values that are wanted there
    headers        bytea,                                -- sealed: they may be credentials
    ordered        text        COLLATE "C" NOT NULL DEFAULT 'entity' CHECK (ordered IN ('entity', 'destination', 'none')),
    dead_letters   text        COLLATE "C" NOT NULL DEFAULT 'go_on' CHECK (dead_letters IN ('go_on', 'hold')),
    payload        text        COLLATE "C" NOT NULL DEFAULT 'full' CHECK (payload IN ('full', 'thin')),
    rate           integer     CHECK (rate > 0),         -- requests a second; null: no limit
    concurrency    integer     NOT NULL DEFAULT 10 CHECK (concurrency BETWEEN 1 AND 100),
    retry_seconds  integer[]   NOT NULL,                 -- the wait before each attempt but the first
    timeout        interval    NOT NULL DEFAULT '15 s',
    disable_after  interval,                             -- of failing without a success; null: never
    is_enabled     boolean     NOT NULL DEFAULT true,
    disabled_for   text        COLLATE "C",              -- why, if nobody asked for it: 'gone', 'failing'
    disabled_at    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    changed_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz
);

CREATE TABLE destination_secrets (
    destination text        COLLATE "C" NOT NULL REFERENCES destinations,
    fingerprint text        COLLATE "C" NOT NULL,
    scheme      text        COLLATE "C" NOT NULL CHECK (scheme IN ('v1', 'v1a')),
    sealed      bytea       NOT NULL,
    public_key  text        COLLATE "C",                 -- of v1a: whpk_…
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,                             -- until then it signs beside the others; null: until somebody retires it
    PRIMARY KEY (destination, fingerprint)
);
