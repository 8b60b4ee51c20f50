-- Migration: Track who is available
-- Version: 006
-- Description: The availability table and the columns the discovery feed reads

CREATE TABLE user_availability (
    user_id UUID PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    is_available BOOLEAN NOT NULL DEFAULT FALSE,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW()
);

ALTER TABLE user_availability
    ADD COLUMN available_until TIMESTAMP WITH TIME ZONE,
    ADD COLUMN heartbeat_seconds INTEGER NOT NULL DEFAULT 30 CHECK (heartbeat_seconds > 0);

CREATE INDEX idx_user_availability_is_available ON user_availability(is_available) WHERE is_available;
