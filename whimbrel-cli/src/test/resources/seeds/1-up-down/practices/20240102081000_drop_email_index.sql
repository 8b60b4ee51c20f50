-- +migrate Up
DROP INDEX idx_users_email;

-- +migrate Down
CREATE INDEX idx_users_email ON users(email);
