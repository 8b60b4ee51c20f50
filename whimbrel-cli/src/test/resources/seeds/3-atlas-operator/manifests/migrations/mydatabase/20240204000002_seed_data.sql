-- Seed data
INSERT INTO users (email, name) VALUES
    ('alice@example.com', 'Alice'),
    ('bob@example.com', 'Bob; "the builder"'),
    ('zoe@example.com', 'Zoë O''Neill');

INSERT INTO projects (owner_id, name)
SELECT id, 'First project of ' || name FROM users;
