-- Up migration
ALTER TABLE users ALTER COLUMN phone TYPE VARCHAR(30);
