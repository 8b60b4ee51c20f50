-- +migrate Up
-- Create backup-related tables: backup jobs, files, permissions, policies
-- Created: 2024-01-01 00:00:02

CREATE TABLE backup_policies (
    id SERIAL PRIMARY KEY,
    name VARCHAR(100) UNIQUE NOT NULL,
    schedule VARCHAR(100) NOT NULL, -- a cron expression, e.g. "0 3 * * *"; minutes first
    retention_days INTEGER NOT NULL DEFAULT 30 CHECK (retention_days > 0)
);

CREATE TABLE backup_jobs (
    id SERIAL PRIMARY KEY,
    connection_id INTEGER NOT NULL REFERENCES database_connections(id) ON DELETE CASCADE,
    storage_id INTEGER NOT NULL REFERENCES storage_configurations(id),
    policy_id INTEGER REFERENCES backup_policies(id) ON DELETE SET NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    started_at TIMESTAMP,
    finished_at TIMESTAMP
);

CREATE TABLE backup_files (
    id SERIAL PRIMARY KEY,
    job_id INTEGER NOT NULL REFERENCES backup_jobs(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size_bytes BIGINT NOT NULL CHECK (size_bytes >= 0),
    sha256 CHAR(64) NOT NULL
);

CREATE TABLE backup_permissions (
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    connection_id INTEGER NOT NULL REFERENCES database_connections(id) ON DELETE CASCADE,
    may_restore BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (user_id, connection_id)
);

CREATE INDEX idx_backup_jobs_connection_id ON backup_jobs(connection_id);
CREATE INDEX idx_backup_jobs_status ON backup_jobs(status);
CREATE INDEX idx_backup_files_job_id ON backup_files(job_id);

-- +migrate Down
-- Rollback for: Create backup-related tables

DROP TABLE backup_permissions;
DROP TABLE backup_files;
DROP TABLE backup_jobs;
DROP TABLE backup_policies;
