-- How often each part of the configuration that is kept here has changed. Every process looks at these few rows every second and reads a part
-- again when its number is another one.
CREATE TABLE configuration_revisions (
    name       text        COLLATE "C" PRIMARY KEY,
    revision   bigint      NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- The keys that secrets are sealed with, each wrapped under a master key that never comes here. They stay when they are not current any more:
-- a process that has not heard of the newest may still seal under the one before.
CREATE TABLE data_keys (
    id         uuid        PRIMARY KEY,
    wrapped    bytea       NOT NULL,
    master_key text        COLLATE "C" NOT NULL, -- the fingerprint of the key it is wrapped under
    is_current boolean     NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz,                      -- when another became current
    emptied_at timestamptz                       -- when nothing was left under it
);

-- There is one that new values are sealed with.
CREATE UNIQUE INDEX data_keys_current ON data_keys (is_current) WHERE is_current;

-- Which master keys each running process has: nothing is wrapped under a key that one of them lacks.
CREATE TABLE key_holders (
    process     text        COLLATE "C" PRIMARY KEY,
    master_keys text[]      COLLATE "C" NOT NULL,
    seen_at     timestamptz NOT NULL DEFAULT now()
);

-- Sources made by the API; those in the settings are not here. A deleted one stays as a name with its provider: the journal has its events,
-- which are still applied and shown.
CREATE TABLE sources (
    name        text        COLLATE "C" PRIMARY KEY,
    provider    text        COLLATE "C" NOT NULL,
    description text        NOT NULL DEFAULT '',
    dead_letters text       COLLATE "C" NOT NULL CHECK (dead_letters IN ('go_on', 'hold')),
    is_enabled  boolean     NOT NULL DEFAULT true,
    api_key     bytea,                           -- sealed
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now(),
    deleted_at  timestamptz
);

CREATE TABLE source_secrets (
    source      text        COLLATE "C" NOT NULL REFERENCES sources,
    fingerprint text        COLLATE "C" NOT NULL,
    sealed      bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,                     -- from then on it is not accepted; null: it is until somebody retires it
    PRIMARY KEY (source, fingerprint)
);

-- How often each secret, of the settings too, has verified a webhook. Apart from the secrets: written every few seconds by every process.
CREATE TABLE secret_uses (
    source          text        COLLATE "C" NOT NULL,
    fingerprint     text        COLLATE "C" NOT NULL,
    verified        bigint      NOT NULL,
    last_matched_at timestamptz NOT NULL,
    PRIMARY KEY (source, fingerprint)
) WITH (fillfactor = 50);
