-- Attempts to apply an event that failed, also those after which it succeeded: written only when one fails. For its history, nothing decides
-- by it; pruned with the journal.
CREATE TABLE apply_faults (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream   text        COLLATE "C" NOT NULL,
    version  bigint      NOT NULL,
    attempt  integer     NOT NULL,
    error    text        NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);

-- An event's timeline.
CREATE INDEX apply_faults_event ON apply_faults (stream, version);
