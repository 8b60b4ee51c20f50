-- +migrate Up
ALTER TABLE users DROP COLUMN phone;

-- +migrate Down
ALTER TABLE users ADD COLUMN phone VARCHAR(20) DEFAULT '';
