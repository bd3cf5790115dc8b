-- Who is who over all providers. person_id: the user that a customer belongs to, as its provider's object names it (Signalbox:People:CustomerUserId).
-- It is written with the customer, so that customers from before have none until their next event or read. It and the e-mail address change
-- seldom: updates stay HOT.

ALTER TABLE customers ADD COLUMN person_id text COLLATE "C";

CREATE INDEX customers_person_id ON customers (person_id) WHERE person_id IS NOT NULL;

CREATE INDEX customers_email ON customers (lower(email)) WHERE email IS NOT NULL;

-- A user is the person of its own id. An address that the identity provider has not verified proves nothing.
CREATE VIEW identities AS
SELECT 'user' AS kind, u.account, u.id, u.id AS person_id, lower(u.email) AS email, coalesce(u.email_verified, false) AS verified, u.phone, u.deleted_at
FROM   users u
UNION  ALL
SELECT 'customer', c.account, c.id, c.person_id, lower(c.email), false, c.phone, c.deleted_at
FROM   customers c;
