-- Which of an account's secrets signed an event, by its fingerprint: one sees when an old secret is not used any more. Null for what came
-- before this column, and for what no webhook brought.
ALTER TABLE journal ADD COLUMN verified_with text COLLATE "C";
