ALTER TABLE users RENAME COLUMN new_name TO old_name;
ALTER TABLE users DROP COLUMN required_field;
ALTER TABLE users ADD COLUMN old_field VARCHAR;
