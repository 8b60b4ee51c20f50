-- Down migration
DROP INDEX IF EXISTS idx_users_status;
