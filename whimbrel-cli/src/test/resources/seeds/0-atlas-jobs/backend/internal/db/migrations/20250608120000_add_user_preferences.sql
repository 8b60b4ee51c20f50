-- 20250608120000_add_user_preferences.sql
BEGIN;

-- Add user preferences table
CREATE TABLE user_preferences (
    id BIGSERIAL PRIMARY KEY,
    user_id VARCHAR(255) NOT NULL,
    preference_key VARCHAR(100) NOT NULL,
    preference_value TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    
    UNIQUE(user_id, preference_key)
);

-- Create index for faster lookups
CREATE INDEX idx_user_preferences_user_id ON user_preferences(user_id);

-- Add RLS (Row Level Security) for multi-tenancy
ALTER TABLE user_preferences ENABLE ROW LEVEL SECURITY;

-- RLS Policy (example)
CREATE POLICY user_preferences_policy ON user_preferences
    FOR ALL USING (user_id = current_setting('app.current_user_id', true));

COMMIT;
