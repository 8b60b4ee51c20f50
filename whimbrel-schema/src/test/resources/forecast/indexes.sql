CREATE INDEX ON orders (amount, placed);
CREATE INDEX ON orders (lower(note));
CREATE INDEX ON orders USING gin (doc);
ALTER TABLE events ADD UNIQUE (id, day);
REINDEX TABLE orders;
