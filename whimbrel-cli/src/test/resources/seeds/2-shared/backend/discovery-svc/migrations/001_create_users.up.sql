-- Migration: Create users table
-- Version: 001
-- Description: People who can be discovered, and the fields that later migrations change

CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR NOT NULL UNIQUE,
    name VARCHAR(100) NOT NULL,
    status VARCHAR(20),
    old_field VARCHAR,
    old_name VARCHAR,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE INDEX old_index_name ON users(created_at);
