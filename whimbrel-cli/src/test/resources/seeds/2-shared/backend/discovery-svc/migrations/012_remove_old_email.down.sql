-- The old column had a constraint and an index, which went with it
ALTER TABLE users RENAME COLUMN email TO new_email;
ALTER TABLE users ADD COLUMN email VARCHAR;
UPDATE users SET email = new_email;
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);
CREATE INDEX idx_users_email ON users(email);
