ALTER TABLE users DROP COLUMN old_field;
