-- Good: Add column with default value
-- +migrate Up
ALTER TABLE users ADD COLUMN phone VARCHAR(20) DEFAULT '';
