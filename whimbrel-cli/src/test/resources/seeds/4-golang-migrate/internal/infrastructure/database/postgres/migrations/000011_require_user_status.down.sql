-- Down migration
ALTER TABLE users ALTER COLUMN status DROP NOT NULL;
