-- Add a new column
ALTER TABLE users ADD COLUMN phone VARCHAR(20);

-- Create index
CREATE INDEX idx_users_phone ON users(phone);
