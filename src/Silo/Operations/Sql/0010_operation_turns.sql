ALTER TABLE operations
    -- In whose turn it is carried out; null: in nobody's. Of what waits for one turn, one at a time is taken up.
    ADD COLUMN stream         text COLLATE "C",

    -- How many attempts may have reached the provider, a running one included: counted when an attempt begins, and taken back when it is known
    -- that it sent nothing. A refusal says something about the request only if none was sent before. One, where nobody says anything: a
    -- process of the version before this column may have sent it.
    ADD COLUMN possible_sends integer NOT NULL DEFAULT 1,

    -- What the request leaves open and the first attempt looked up (the item of a subscription), so that each repeat asks for the same.
    ADD COLUMN resolved       text;

UPDATE operations SET possible_sends = attempts;

-- The next of each stream.
CREATE INDEX operations_turns ON operations (stream, due_at, id) WHERE due_at IS NOT NULL;
