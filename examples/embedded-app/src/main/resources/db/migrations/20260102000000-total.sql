-- +migrate Up
ALTER TABLE orders ADD COLUMN total bigint;

-- +migrate Down
ALTER TABLE orders DROP COLUMN total;
