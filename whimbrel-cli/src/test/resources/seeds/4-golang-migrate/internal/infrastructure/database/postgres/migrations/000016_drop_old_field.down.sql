ALTER TABLE users ADD COLUMN old_field VARCHAR(100) NOT NULL DEFAULT '';
UPDATE users SET old_field = new_field;
