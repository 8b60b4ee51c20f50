-- +migrate Up
-- Description of what this migration does
-- Created: YYYY-MM-DD HH:MM:SS

-- Your UP migration SQL here
CREATE TABLE users (
    id SERIAL PRIMARY KEY,
    email VARCHAR(255) UNIQUE NOT NULL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- +migrate Down
-- Rollback for: Description

-- Your DOWN migration SQL here (optional)
DROP TABLE users;
