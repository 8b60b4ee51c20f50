-- For large tables, use concurrent index creation
CREATE INDEX CONCURRENTLY idx_users_created_at ON users(created_at);
