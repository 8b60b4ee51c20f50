DELETE FROM users WHERE email IN ('ada@example.com', 'sean@example.com');

ALTER TABLE users DROP COLUMN old_field;
ALTER TABLE users DROP COLUMN old_column;
