-- ✅ Add columns with defaults
ALTER TABLE users ADD COLUMN preferences JSONB DEFAULT '{}';
