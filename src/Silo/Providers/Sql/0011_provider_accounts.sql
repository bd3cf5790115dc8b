-- Whose objects an account's rows are: the provider's id of the account that its first API key belonged to. A key of another account finds
-- none of them, and its lists are of other objects. The first one stays; whoever means the new one deletes the row.
CREATE TABLE provider_accounts (
    account     text        COLLATE "C" PRIMARY KEY,
    provider_id text        COLLATE "C" NOT NULL,
    noted_at    timestamptz NOT NULL DEFAULT now()
);

-- Why a kind is done although not all of it could be read.
ALTER TABLE backfill_kinds ADD COLUMN fault text;
