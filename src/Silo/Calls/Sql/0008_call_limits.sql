-- Who has how many requests in flight, of each limit '{account}/{limit class}' that has a concurrency limit; one row a limit, changed by
-- compare-and-swap on version. The arrays go together: one entry for each process that holds slots or waits for some. Logged, unlike
-- rate_budgets: after a crash of the server processes go on using what they hold, so that it must still be known. It changes with what
-- processes hold, not with each request.
CREATE TABLE call_slots (
    name    text COLLATE "C" PRIMARY KEY,
    version bigint        NOT NULL CHECK (version > 0),
    holders text[]        NOT NULL,
    slots   integer[]     NOT NULL,
    wanted  integer[]     NOT NULL,
    since   timestamptz[] NOT NULL, -- since when it has held any, or waited for the first
    until   timestamptz[] NOT NULL, -- the end of its lease; then its slots are free
    CHECK (cardinality(slots) = cardinality(holders) AND cardinality(wanted) = cardinality(holders)
           AND cardinality(since) = cardinality(holders) AND cardinality(until) = cardinality(holders))
) WITH (fillfactor = 50);

-- Since when nearly all of the limit has been used, after it was for a while; null when it is not.
ALTER TABLE rate_limits ADD COLUMN nearly_used_up_since timestamptz;
