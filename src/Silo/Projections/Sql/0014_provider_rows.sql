-- Rows of the other providers. What one event says of a row is a fact, and facts are merged in the statement that writes them
-- (src/Grains/Projections/Fact.cs), by the committer, in the transaction that moves the cursor of their stream.
--
-- (phase, sequence, rank, event_id) is a total order of the facts of a row: the greatest stays, so that any order of arrival and any repeat
-- ends in the same row. Phase: deleted, or otherwise ended for good. Sequence: the provider's time in milliseconds, or the version where it
-- gives none. stream, version and updated_at tell who wrote the row last, and may differ between orders of arrival.
--
-- provisional is true: no row here is confirmed by a read at the provider. Indexes are on what does not change, or seldom.

-- Users of an identity provider. Of a deleted one nothing but its id is kept.
CREATE TABLE users (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    email           text,
    email_verified  boolean,
    phone           text,
    username        text,
    first_name      text,
    last_name       text,
    external_id     text COLLATE "C",
    banned          boolean,
    locked          boolean,
    last_sign_in_at timestamptz,
    created_at      timestamptz,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

-- To find a person by address: lower case, as people and providers write it either way.
CREATE INDEX users_email ON users (lower(email)) WHERE email IS NOT NULL;

CREATE INDEX users_phone ON users (phone) WHERE phone IS NOT NULL;

-- Organizations of an identity provider.
CREATE TABLE organizations (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    name          text,
    slug          text COLLATE "C",
    created_by    text COLLATE "C",
    members_count bigint,
    created_at    timestamptz,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

-- Which user belongs to which organization, and in which role. A deleted user keeps its rows until their own events end them.
CREATE TABLE memberships (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    user_id         text COLLATE "C",
    organization_id text COLLATE "C",
    role            text,
    created_at      timestamptz,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX memberships_user_id ON memberships (account, user_id) WHERE user_id IS NOT NULL;

CREATE INDEX memberships_organization_id ON memberships (account, organization_id) WHERE organization_id IS NOT NULL;

-- Sessions of users. One that ended, was removed or revoked stays so.
CREATE TABLE sessions (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    user_id        text COLLATE "C",
    client_id      text COLLATE "C",
    status         text,
    last_active_at timestamptz,
    expire_at      timestamptz,
    created_at     timestamptz,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX sessions_user_id ON sessions (account, user_id) WHERE user_id IS NOT NULL;

-- Posts to social networks, with what became of them on each.
CREATE TABLE social_posts (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    profile_id   text COLLATE "C",
    status       text,
    platforms    text,
    published_at timestamptz,
    error_reason text,
    posts        json,
    errors       json,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX social_posts_profile_id ON social_posts (account, profile_id) WHERE profile_id IS NOT NULL;

-- Which profile is linked with which network; deleted_at is when it was unlinked, and empty again once it is linked again.
CREATE TABLE social_accounts (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    profile_id   text COLLATE "C",
    platform     text,
    display_name text,
    status       text,
    reason       text,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX social_accounts_profile_id ON social_accounts (account, profile_id) WHERE profile_id IS NOT NULL;

-- Rows of somebody's database, as the latest change that was applied left them. The events have no time: the order of arrival counts.
CREATE TABLE supabase_rows (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    schema_name text COLLATE "C",
    table_name  text COLLATE "C",
    key         text COLLATE "C",
    operation   text,
    record      json,
    old_record  json,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX supabase_rows_table_name ON supabase_rows (account, schema_name, table_name);

-- Addresses that nothing more may be sent to. deleted_at is when that was lifted, and empty again after the next reason.
CREATE TABLE suppressions (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL DEFAULT true,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    phase       integer NOT NULL DEFAULT 0,
    sequence    bigint NOT NULL DEFAULT 0,
    rank        integer NOT NULL,
    event_id    text COLLATE "C" NOT NULL DEFAULT '',
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    channel     text,
    address     text COLLATE "C",
    reason      text,
    scope       text,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX suppressions_address ON suppressions (address);

-- Each event in the life of a message, once: id is the event's. Rows are only added, and what is added is counted in messages by the same
-- statement. rank is the status's.
CREATE TABLE message_events (
    account       text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    livemode      boolean NOT NULL,
    provisional   boolean NOT NULL DEFAULT true,
    deleted_at    timestamptz,
    updated_at    timestamptz NOT NULL,
    as_of         timestamptz NOT NULL,
    rank          integer NOT NULL,
    stream        text COLLATE "C" NOT NULL,
    version       bigint NOT NULL CHECK (version > 0),
    message_id   text COLLATE "C",
    provider     text,
    channel      text,
    type         text,
    status       text,
    milestone    text,
    recipient    text,
    error_code   text,
    error_reason text,
    url          text,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (toast_tuple_target = 8160);

CREATE INDEX message_events_message_id ON message_events (account, message_id) WHERE message_id IS NOT NULL;

-- Messages. Status, error and raw are those of the event with the greatest (rank, status_at, event_id), so that a status only moves forward;
-- each time is the earliest of its kind; opens and clicks count distinct events; what is said once is the greatest value said.
CREATE TABLE messages (
    account       text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    livemode      boolean NOT NULL,
    provisional   boolean NOT NULL DEFAULT true,
    deleted_at    timestamptz,
    updated_at    timestamptz NOT NULL,
    as_of         timestamptz NOT NULL,
    rank          integer NOT NULL,
    status_at     timestamptz,
    event_id      text COLLATE "C" NOT NULL DEFAULT '',
    stream        text COLLATE "C" NOT NULL,
    version       bigint NOT NULL CHECK (version > 0),
    provider        text,
    channel         text,
    direction       text,
    recipient       text,
    sender          text,
    subject         text,
    status          text,
    group_id        text,
    error_code      text,
    error_reason    text,
    segments        bigint,
    opens           bigint NOT NULL DEFAULT 0,
    clicks          bigint NOT NULL DEFAULT 0,
    queued_at       timestamptz,
    sent_at         timestamptz,
    delivered_at    timestamptz,
    opened_at       timestamptz,
    clicked_at      timestamptz,
    failed_at       timestamptz,
    complained_at   timestamptz,
    unsubscribed_at timestamptz,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX messages_recipient ON messages (recipient) WHERE recipient IS NOT NULL;

-- For the messages that a person sent.
CREATE INDEX messages_sender ON messages (sender) WHERE direction = 'inbound';

CREATE INDEX messages_group_id ON messages (account, group_id) WHERE group_id IS NOT NULL;
