-- +migrate Up
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;

-- +migrate Down
ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;
