-- Up migration (after ensuring application compatibility)
ALTER TABLE users DROP COLUMN IF EXISTS old_column;
