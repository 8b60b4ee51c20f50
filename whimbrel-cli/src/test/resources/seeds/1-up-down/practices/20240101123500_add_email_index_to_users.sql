-- Good: Single purpose migration
-- +migrate Up
CREATE INDEX idx_users_email ON users(email);
