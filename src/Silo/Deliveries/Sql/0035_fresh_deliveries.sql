-- Those that were never tried, apart from what has failed: however much of that there is, nobody searches through it for them.
CREATE INDEX deliveries_fresh ON deliveries (destination, seq) WHERE state = 0;
