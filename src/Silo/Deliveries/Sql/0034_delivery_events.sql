-- For the deliveries of an event. Only ranges of blocks, as it changes with every attempt; those that are tried late are single values beside them.
CREATE INDEX delivery_attempts_event ON delivery_attempts USING brin ("position" int8_minmax_multi_ops);
