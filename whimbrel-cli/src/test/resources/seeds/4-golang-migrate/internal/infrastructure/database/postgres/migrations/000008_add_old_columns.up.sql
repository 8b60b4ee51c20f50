ALTER TABLE users ADD COLUMN old_column VARCHAR(100);
ALTER TABLE users ADD COLUMN old_field VARCHAR(100) NOT NULL DEFAULT '';

INSERT INTO users (first_name, last_name, email, password, old_field) VALUES
  ('Ada', 'Lovelace', 'ada@example.com', '$2a$10$abcdefghijklmnopqrstuv', 'countess'),
  ('Seán', 'O''Casey', 'sean@example.com', '$2a$10$vutsrqponmlkjihgfedcba', 'plough; stars');
