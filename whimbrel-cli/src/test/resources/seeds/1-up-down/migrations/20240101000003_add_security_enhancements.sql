-- +migrate Up
-- Add security features: sessions, API keys, webhooks, audit improvements
-- Created: 2024-01-01 00:00:03

CREATE TABLE sessions (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    token_hash CHAR(64) UNIQUE NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE api_keys (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name VARCHAR(100) NOT NULL,
    key_hash CHAR(64) UNIQUE NOT NULL,
    revoked_at TIMESTAMP,
    UNIQUE (user_id, name)
);

CREATE TABLE webhooks (
    id SERIAL PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams(id) ON DELETE CASCADE,
    url TEXT NOT NULL CHECK (url LIKE 'https://%'),
    events TEXT[] NOT NULL DEFAULT '{}'
);

CREATE TABLE audit_logs (
    id BIGSERIAL PRIMARY KEY,
    table_name TEXT NOT NULL,
    operation TEXT NOT NULL,
    row_data JSONB,
    logged_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE FUNCTION log_change() RETURNS TRIGGER AS $$
BEGIN
    INSERT INTO audit_logs (table_name, operation, row_data)
    VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END));
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER audit_database_connections
    AFTER INSERT OR UPDATE OR DELETE ON database_connections
    FOR EACH ROW EXECUTE FUNCTION log_change();

CREATE INDEX idx_sessions_user_id ON sessions(user_id);
CREATE INDEX idx_audit_logs_logged_at ON audit_logs(logged_at);

-- +migrate Down
-- Rollback for: Add security features

DROP TRIGGER audit_database_connections ON database_connections;
DROP FUNCTION log_change();
DROP TABLE audit_logs;
DROP TABLE webhooks;
DROP TABLE api_keys;
DROP TABLE sessions;
