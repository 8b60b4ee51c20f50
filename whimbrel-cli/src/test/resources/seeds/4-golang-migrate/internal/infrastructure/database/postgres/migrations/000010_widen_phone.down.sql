-- Down migration
ALTER TABLE users ALTER COLUMN phone TYPE VARCHAR(20);
