CREATE INDEX old_index_name ON users(created_at);
DROP TABLE IF EXISTS user_sessions;
