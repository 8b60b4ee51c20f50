-- Up migration
CREATE INDEX CONCURRENTLY idx_users_status ON users(status);
