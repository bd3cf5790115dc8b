-- Who may use the API: one row for the key from the settings, one for the generated key of each data folder. Processes on one database
-- accept each other's keys. The keys themselves are nowhere in the database.
CREATE TABLE api_keys (
    name       text        PRIMARY KEY, -- 'settings', or the machine and data folder for which the key was generated
    hash       bytea       NOT NULL CHECK (octet_length(hash) = 32), -- SHA-256 of the key in UTF-8
    changed_at timestamptz NOT NULL DEFAULT now()
);
