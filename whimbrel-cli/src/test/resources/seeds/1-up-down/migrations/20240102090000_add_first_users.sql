-- +migrate Up
INSERT INTO users (email, first_name, last_name, password_hash) VALUES
    ('grace@example.com', 'Grace', 'O''Hara', '$2a$10$abcdefghijklmnopqrstuv'),
    ('linus@example.com', 'Linus', 'Ångström', '$2a$10$vutsrqponmlkjihgfedcba');

-- +migrate Down
DELETE FROM users WHERE email IN ('grace@example.com', 'linus@example.com');
