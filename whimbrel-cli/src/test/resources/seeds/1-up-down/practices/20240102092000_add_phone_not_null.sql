-- Risky: Non-nullable column without default
-- +migrate Up
ALTER TABLE users ADD COLUMN phone VARCHAR(20) NOT NULL;
