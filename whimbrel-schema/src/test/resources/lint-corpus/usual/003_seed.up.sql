INSERT INTO accounts (email, name) VALUES ('admin@example.org', 'Admin'), ('a@example.org', 'A');
INSERT INTO projects (owner_id, title) SELECT id, 'First of ' || name FROM accounts;
