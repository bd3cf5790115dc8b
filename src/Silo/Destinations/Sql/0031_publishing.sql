-- Which sources' events a destination wants; none: all. And the names of its headers, whose values are sealed.
ALTER TABLE destinations
    ADD COLUMN sources      text[] COLLATE "C" NOT NULL DEFAULT '{}',
    ADD COLUMN header_names text[] COLLATE "C" NOT NULL DEFAULT '{}';

-- The destinations of a tenant, in the order in which they were made.
CREATE INDEX destinations_of ON destinations (tenant, number) WHERE deleted_at IS NULL;

-- The types of events that the product publishes, as far as it says what they look like. Every process keeps them in memory
-- (configuration_revisions, part 'event_types').
CREATE TABLE event_types (
    type        text        COLLATE "C" PRIMARY KEY,
    description text        NOT NULL DEFAULT '',
    schema      text        NOT NULL,               -- JSON Schema of an event's data, as it was given
    is_checked  boolean     NOT NULL DEFAULT false, -- whether what does not fit is refused
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now()
);
