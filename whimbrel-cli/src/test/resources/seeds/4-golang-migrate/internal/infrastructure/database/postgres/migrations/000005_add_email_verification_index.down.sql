DROP INDEX IF EXISTS idx_users_email_unverified;
ALTER TABLE users DROP COLUMN IF EXISTS email_verified;
