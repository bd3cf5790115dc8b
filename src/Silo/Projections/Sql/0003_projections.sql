-- The projections: one row per object of the provider, readable with plain SQL. Written only by the committer, in the transaction that
-- moves the cursor of the stream that the row came from.
--
-- as_of and rank say how fresh a row is (src/Grains/Streams/Freshness.cs); no write with an older pair passes. stream and version name the
-- event that wrote the row. provisional: taken from an event's copy, not confirmed by a read. raw is what the provider sent; it is json,
-- not jsonb, because parsing it would cost as much as all else together: cast it where you query it.
--
-- Updated often, hence: half of each page is left free for HOT updates, rows of up to 8 KB stay whole on their page, and the only other
-- indexes are on references that do not change.
-- No foreign keys: events arrive in any order, the child before the parent.

-- Customers.
CREATE TABLE customers (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    provisional boolean NOT NULL,
    deleted_at  timestamptz,
    updated_at  timestamptz NOT NULL,
    as_of       timestamptz NOT NULL,
    rank        integer NOT NULL,
    stream      text COLLATE "C" NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    email       text,
    name        text,
    phone       text,
    currency    text,
    balance     bigint,
    delinquent  boolean,
    raw         json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

-- Subscriptions; price and quantity are those of the first item.
CREATE TABLE subscriptions (
    account              text COLLATE "C" NOT NULL,
    id                   text COLLATE "C" NOT NULL,
    livemode             boolean NOT NULL,
    provisional          boolean NOT NULL,
    deleted_at           timestamptz,
    updated_at           timestamptz NOT NULL,
    as_of                timestamptz NOT NULL,
    rank                 integer NOT NULL,
    stream               text COLLATE "C" NOT NULL,
    version              bigint NOT NULL CHECK (version > 0),
    customer_id          text COLLATE "C",
    status               text,
    price_id             text COLLATE "C",
    quantity             bigint,
    current_period_start timestamptz,
    current_period_end   timestamptz,
    cancel_at_period_end boolean,
    cancel_at            timestamptz,
    canceled_at          timestamptz,
    ended_at             timestamptz,
    trial_end            timestamptz,
    raw                  json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX subscriptions_customer_id ON subscriptions (account, customer_id) WHERE customer_id IS NOT NULL;

-- Items of subscriptions; written only together with their subscription.
CREATE TABLE subscription_items (
    account              text COLLATE "C" NOT NULL,
    id                   text COLLATE "C" NOT NULL,
    livemode             boolean NOT NULL,
    provisional          boolean NOT NULL,
    deleted_at           timestamptz,
    updated_at           timestamptz NOT NULL,
    as_of                timestamptz NOT NULL,
    rank                 integer NOT NULL,
    stream               text COLLATE "C" NOT NULL,
    version              bigint NOT NULL CHECK (version > 0),
    subscription_id      text COLLATE "C",
    price_id             text COLLATE "C",
    product_id           text COLLATE "C",
    quantity             bigint,
    current_period_start timestamptz,
    current_period_end   timestamptz,
    raw                  json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX subscription_items_subscription_id ON subscription_items (account, subscription_id) WHERE subscription_id IS NOT NULL;

-- Invoices, also of subscriptions.
CREATE TABLE invoices (
    account          text COLLATE "C" NOT NULL,
    id               text COLLATE "C" NOT NULL,
    livemode         boolean NOT NULL,
    provisional      boolean NOT NULL,
    deleted_at       timestamptz,
    updated_at       timestamptz NOT NULL,
    as_of            timestamptz NOT NULL,
    rank             integer NOT NULL,
    stream           text COLLATE "C" NOT NULL,
    version          bigint NOT NULL CHECK (version > 0),
    customer_id      text COLLATE "C",
    subscription_id  text COLLATE "C",
    number           text,
    status           text,
    currency         text,
    total            bigint,
    amount_due       bigint,
    amount_paid      bigint,
    amount_remaining bigint,
    due_date         timestamptz,
    raw              json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX invoices_customer_id ON invoices (account, customer_id) WHERE customer_id IS NOT NULL;

CREATE INDEX invoices_subscription_id ON invoices (account, subscription_id) WHERE subscription_id IS NOT NULL;

-- Payment intents; people read them through the view payments.
CREATE TABLE payment_intents (
    account         text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    livemode        boolean NOT NULL,
    provisional     boolean NOT NULL,
    deleted_at      timestamptz,
    updated_at      timestamptz NOT NULL,
    as_of           timestamptz NOT NULL,
    rank            integer NOT NULL,
    stream          text COLLATE "C" NOT NULL,
    version         bigint NOT NULL CHECK (version > 0),
    customer_id     text COLLATE "C",
    status          text,
    currency        text,
    amount          bigint,
    amount_received bigint,
    latest_charge   text,
    invoice_id      text COLLATE "C",
    raw             json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX payment_intents_customer_id ON payment_intents (account, customer_id) WHERE customer_id IS NOT NULL;

-- Charges: the attempts to collect a payment intent, with what was refunded and disputed.
CREATE TABLE charges (
    account           text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    livemode          boolean NOT NULL,
    provisional       boolean NOT NULL,
    deleted_at        timestamptz,
    updated_at        timestamptz NOT NULL,
    as_of             timestamptz NOT NULL,
    rank              integer NOT NULL,
    stream            text COLLATE "C" NOT NULL,
    version           bigint NOT NULL CHECK (version > 0),
    customer_id       text COLLATE "C",
    payment_intent_id text COLLATE "C",
    status            text,
    currency          text,
    amount            bigint,
    amount_refunded   bigint,
    refunded          boolean,
    disputed          boolean,
    raw               json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX charges_payment_intent_id ON charges (account, payment_intent_id) WHERE payment_intent_id IS NOT NULL;

-- Disputes of charges. Their events name no customer, so they come on the endpoint's stream.
CREATE TABLE disputes (
    account           text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    livemode          boolean NOT NULL,
    provisional       boolean NOT NULL,
    deleted_at        timestamptz,
    updated_at        timestamptz NOT NULL,
    as_of             timestamptz NOT NULL,
    rank              integer NOT NULL,
    stream            text COLLATE "C" NOT NULL,
    version           bigint NOT NULL CHECK (version > 0),
    charge_id         text COLLATE "C",
    payment_intent_id text COLLATE "C",
    status            text,
    reason            text,
    currency          text,
    amount            bigint,
    raw               json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX disputes_payment_intent_id ON disputes (account, payment_intent_id) WHERE payment_intent_id IS NOT NULL;

-- Checkout sessions.
CREATE TABLE checkout_sessions (
    account           text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    livemode          boolean NOT NULL,
    provisional       boolean NOT NULL,
    deleted_at        timestamptz,
    updated_at        timestamptz NOT NULL,
    as_of             timestamptz NOT NULL,
    rank              integer NOT NULL,
    stream            text COLLATE "C" NOT NULL,
    version           bigint NOT NULL CHECK (version > 0),
    customer_id       text COLLATE "C",
    subscription_id   text COLLATE "C",
    payment_intent_id text COLLATE "C",
    mode              text,
    status            text,
    payment_status    text,
    currency          text,
    amount_total      bigint,
    raw               json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX checkout_sessions_customer_id ON checkout_sessions (account, customer_id) WHERE customer_id IS NOT NULL;

-- Products.
CREATE TABLE products (
    account          text COLLATE "C" NOT NULL,
    id               text COLLATE "C" NOT NULL,
    livemode         boolean NOT NULL,
    provisional      boolean NOT NULL,
    deleted_at       timestamptz,
    updated_at       timestamptz NOT NULL,
    as_of            timestamptz NOT NULL,
    rank             integer NOT NULL,
    stream           text COLLATE "C" NOT NULL,
    version          bigint NOT NULL CHECK (version > 0),
    name             text,
    description      text,
    active           boolean,
    default_price_id text COLLATE "C",
    raw              json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

-- Prices.
CREATE TABLE prices (
    account                  text COLLATE "C" NOT NULL,
    id                       text COLLATE "C" NOT NULL,
    livemode                 boolean NOT NULL,
    provisional              boolean NOT NULL,
    deleted_at               timestamptz,
    updated_at               timestamptz NOT NULL,
    as_of                    timestamptz NOT NULL,
    rank                     integer NOT NULL,
    stream                   text COLLATE "C" NOT NULL,
    version                  bigint NOT NULL CHECK (version > 0),
    product_id               text COLLATE "C",
    active                   boolean,
    type                     text,
    currency                 text,
    unit_amount              bigint,
    recurring_interval       text,
    recurring_interval_count bigint,
    raw                      json NOT NULL,
    PRIMARY KEY (account, id)
) WITH (fillfactor = 50, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX prices_product_id ON prices (account, product_id) WHERE product_id IS NOT NULL;

-- Payments as people think of them: the intent, with what its charges were refunded and the latest dispute about it.
CREATE VIEW payments AS
SELECT p.account, p.id, p.livemode, p.provisional, p.deleted_at, p.updated_at, p.as_of, p.stream, p.version,
       p.customer_id, p.status, p.currency, p.amount, p.amount_received, p.latest_charge, p.invoice_id,
       coalesce(c.amount_refunded, 0) AS amount_refunded,
       coalesce(c.refunded, false)    AS refunded,
       coalesce(c.disputed, false)    AS disputed,
       d.status                       AS dispute_status,
       d.reason                       AS dispute_reason,
       p.raw
FROM   payment_intents p
LEFT   JOIN LATERAL (
    SELECT sum(c.amount_refunded)::bigint AS amount_refunded, bool_or(c.refunded) AS refunded, bool_or(c.disputed) AS disputed
    FROM   charges c
    WHERE  c.account = p.account AND c.payment_intent_id = p.id
) c ON true
LEFT   JOIN LATERAL (
    SELECT d.status, d.reason
    FROM   disputes d
    WHERE  d.account = p.account AND d.payment_intent_id = p.id
    ORDER  BY d.as_of DESC, d.rank DESC, d.id DESC
    LIMIT  1
) d ON true;
