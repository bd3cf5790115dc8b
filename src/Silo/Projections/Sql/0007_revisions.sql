-- How often a row was written, by whomever: what is noted before the provider is asked, and compared before its answer is kept. An answer
-- that something was signalled under way loses, without a clock and without a lease. It changes with each event and is in no index.
--
-- version 0: the row was written from an answer of the provider's API before any event about its object was applied.
--
-- The indexes find what waits to be read. They change only when a row becomes provisional or is confirmed, so that an event about an object
-- that was not confirmed meanwhile changes no index.

ALTER TABLE customers
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT customers_version_check,
    ADD CONSTRAINT customers_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX customers_provisional ON customers (account, id) WHERE provisional;

ALTER TABLE subscriptions
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT subscriptions_version_check,
    ADD CONSTRAINT subscriptions_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX subscriptions_provisional ON subscriptions (account, id) WHERE provisional;

ALTER TABLE invoices
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT invoices_version_check,
    ADD CONSTRAINT invoices_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX invoices_provisional ON invoices (account, id) WHERE provisional;

ALTER TABLE payment_intents
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT payment_intents_version_check,
    ADD CONSTRAINT payment_intents_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX payment_intents_provisional ON payment_intents (account, id) WHERE provisional;

ALTER TABLE charges
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT charges_version_check,
    ADD CONSTRAINT charges_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX charges_provisional ON charges (account, id) WHERE provisional;

ALTER TABLE disputes
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT disputes_version_check,
    ADD CONSTRAINT disputes_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX disputes_provisional ON disputes (account, id) WHERE provisional;

ALTER TABLE checkout_sessions
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT checkout_sessions_version_check,
    ADD CONSTRAINT checkout_sessions_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX checkout_sessions_provisional ON checkout_sessions (account, id) WHERE provisional;

ALTER TABLE products
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT products_version_check,
    ADD CONSTRAINT products_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX products_provisional ON products (account, id) WHERE provisional;

ALTER TABLE prices
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT prices_version_check,
    ADD CONSTRAINT prices_version_check CHECK (version >= 0) NOT VALID;

CREATE INDEX prices_provisional ON prices (account, id) WHERE provisional;

-- Items have no revision: they are written only together with their subscription.
ALTER TABLE subscription_items
    DROP CONSTRAINT subscription_items_version_check,
    ADD CONSTRAINT subscription_items_version_check CHECK (version >= 0) NOT VALID;
