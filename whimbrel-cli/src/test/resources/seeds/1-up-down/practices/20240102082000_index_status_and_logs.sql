-- Avoid: Multiple unrelated changes in one migration
-- +migrate Up
CREATE INDEX idx_users_email ON users(email);
ALTER TABLE orders ADD COLUMN status VARCHAR(50);
CREATE TABLE logs (id SERIAL PRIMARY KEY);
