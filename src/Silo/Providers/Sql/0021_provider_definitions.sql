-- Definitions of providers that the API has stored, as they were written: at most some hundreds, read whole when one changes.
CREATE TABLE provider_definitions (
    name       text        COLLATE "C" PRIMARY KEY,
    definition bytea       NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
