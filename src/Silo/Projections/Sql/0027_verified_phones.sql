-- Whether the identity provider has verified a user's phone number. Of rows from before it is null, which counts as not verified, until their next
-- event, a replay or a rebuild.
ALTER TABLE users ADD COLUMN phone_verified boolean;
