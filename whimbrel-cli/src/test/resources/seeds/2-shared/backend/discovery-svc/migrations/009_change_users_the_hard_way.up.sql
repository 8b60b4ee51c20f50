-- ┐ Don't drop columns immediately (causes downtime)
ALTER TABLE users DROP COLUMN old_field;

-- ┐ Don't add NOT NULL columns without defaults
ALTER TABLE users ADD COLUMN required_field VARCHAR NOT NULL;

-- ┐ Don't rename columns without compatibility period
ALTER TABLE users RENAME COLUMN old_name TO new_name;
