-- +migrate Up
-- Orders keep coming in while this is built. Such a statement cannot run in a transaction;
-- Whimbrel sees that and needs no marker for it, only a file without other statements.
CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at DESC);

-- +migrate Down
DROP INDEX CONCURRENTLY orders_placed_at_idx;
