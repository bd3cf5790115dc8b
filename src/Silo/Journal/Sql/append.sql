-- Appends a batch: dedupes on (account, event id), takes the next versions of the streams touched, and inserts the events.
-- $1 accounts, $2 event ids (distinct within the batch), $3 streams, $4 types, $5 occurred at, $6 received at, $7 headers, $8 payloads,
-- $9 fingerprints of the secrets that signed them (null: none did).
-- Returns the ordinal (from 1), position and version of each event that is new; the others are duplicates.
--
-- All events of a batch share a millisecond and a turn of the sequence, and are numbered below it. Ids are looked up in past weeks only:
-- in the current one the unique index decides. Two minutes before its end the current week counts as past, since a statement that waits
-- for its lock may insert into the next (enter_append).
--
-- Never below the recovery mark, even if the clock was set back: nobody looks there any more.
--
-- Positions are computed here rather than by journal_position(): PostgreSQL cannot inline it (extract() of a timestamptz is only stable), and
-- a call that is not inlined costs each batch a fifth of its time.
--
-- The rows are narrow until the last step: a payload that went through the joins would be copied by each of them.
-- Ids and streams are taken in sorted order, so that two writers never deadlock.
WITH turn AS MATERIALIZED (
    SELECT greatest(((extract(epoch FROM clock_timestamp()) * 1000)::bigint << 20), (((SELECT m."position" FROM recovery_mark m) >> 20) + 1) << 20)
           | (nextval('journal_sequence') << 12) AS "position"
),
incoming AS MATERIALIZED (
    SELECT i.*, turn."position" + i.n - 1 AS "position"
    FROM   turn,
           unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[], $9::text[])
           WITH ORDINALITY AS i (account, event_id, stream, type, occurred_at, received_at, headers, verified_with, n)
),
fresh AS (
    INSERT INTO event_ids (account, event_id, "position")
    SELECT account, event_id, "position"
    FROM   incoming i
    WHERE  (SELECT k."position"
            FROM   event_ids k
            WHERE  k.account = i.account AND k.event_id = i.event_id
              AND  k."position" < (extract(epoch FROM date_trunc('week', now() + interval '2 minutes', 'UTC')) * 1000)::bigint << 20
            LIMIT  1) IS NULL
    ORDER  BY account, event_id
    ON CONFLICT DO NOTHING
    RETURNING "position"
),
numbered AS (
    SELECT i.n, i."position", i.stream, row_number() OVER (PARTITION BY i.stream ORDER BY i.n) AS nth
    FROM   fresh JOIN incoming i USING ("position")
),
added AS (
    SELECT stream, count(*) AS events FROM numbered GROUP BY stream
),
heads AS (
    INSERT INTO stream_heads AS h (stream, version)
    SELECT stream, events FROM added ORDER BY stream
    ON CONFLICT (stream) DO UPDATE SET version = h.version + excluded.version
    RETURNING h.stream, h.version
),
cursors AS (
    INSERT INTO stream_cursors (stream, applied)
    SELECT stream, 0 FROM heads JOIN added USING (stream) WHERE heads.version = added.events
    ON CONFLICT (stream) DO NOTHING
),
placed AS (
    SELECT m.n, m."position", h.version - a.events + m.nth AS version
    FROM   numbered m JOIN added a USING (stream) JOIN heads h USING (stream)
),
inserted AS (
    INSERT INTO journal ("position", stream, version, account, event_id, type, occurred_at, received_at, headers, verified_with, payload)
    SELECT "position", i.stream, p.version, i.account, i.event_id, i.type, i.occurred_at, i.received_at, i.headers, i.verified_with, b.payload
    FROM   unnest($8::bytea[]) WITH ORDINALITY AS b (payload, n) JOIN placed p USING (n) JOIN incoming i USING ("position")
)
SELECT n, "position", version FROM placed
