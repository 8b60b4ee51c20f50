-- +migrate Up
-- Add new column
ALTER TABLE users ADD COLUMN full_name VARCHAR(255);

-- Populate with existing data
UPDATE users SET full_name = CONCAT(first_name, ' ', last_name) 
WHERE first_name IS NOT NULL AND last_name IS NOT NULL;

-- Make column not null after populating
ALTER TABLE users ALTER COLUMN full_name SET NOT NULL;

-- +migrate Down
ALTER TABLE users DROP COLUMN full_name;
