-- What the product asked a provider for: recorded before the call, its outcome after it. The provider gets the operation's id as its own
-- idempotency key, so that an attempt whose outcome is unknown is settled by repeating it and never by doing it twice.
CREATE TABLE operations (
    id              text        COLLATE "C" PRIMARY KEY,
    account         text        COLLATE "C" NOT NULL,
    name            text        COLLATE "C" NOT NULL, -- payments.create
    idempotency_key text        COLLATE "C" NOT NULL,
    caller          text        NOT NULL,             -- a fingerprint of the API key
    request_hash    bytea       NOT NULL,
    request         bytea       NOT NULL,             -- the body as received
    attempts        integer     NOT NULL DEFAULT 0,   -- fences: an attempt writes its outcome only while it is the latest
    due_at          timestamptz,                      -- when somebody may try again; null once there is an outcome
    error           text,                             -- why the last attempt told nothing
    status          integer,                          -- the outcome, as HTTP answers it
    outcome         bytea,
    created_at      timestamptz NOT NULL DEFAULT now(),
    finished_at     timestamptz,
    UNIQUE (account, idempotency_key),
    CHECK ((due_at IS NULL) = (status IS NOT NULL AND outcome IS NOT NULL AND finished_at IS NOT NULL))
);

CREATE INDEX operations_due ON operations (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX operations_finished ON operations (finished_at) WHERE finished_at IS NOT NULL;
