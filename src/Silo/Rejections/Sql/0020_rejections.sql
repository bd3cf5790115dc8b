-- A small sample of refused webhooks, to find out why. At most some tens of rows a source; each lives a day.
CREATE TABLE rejected_requests (
    id          text        COLLATE "C" PRIMARY KEY,
    source      text        COLLATE "C" NOT NULL,
    fault       text        COLLATE "C" NOT NULL,
    received_at timestamptz NOT NULL,
    body_bytes  integer     NOT NULL,
    sealed      bytea       NOT NULL             -- method, URL, headers without credentials, the body's first bytes
);

-- Listed, and cut to its bounds, by source and age.
CREATE INDEX rejected_requests_source ON rejected_requests (source, received_at);

-- The networks that a source takes webhooks from (none: any), and the URL that its provider was told.
ALTER TABLE sources ADD COLUMN allow_from text[] COLLATE "C" NOT NULL DEFAULT '{}';
ALTER TABLE sources ADD COLUMN public_url text;
