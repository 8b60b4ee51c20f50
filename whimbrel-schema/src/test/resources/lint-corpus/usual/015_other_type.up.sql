DROP VIEW active_projects;
ALTER TABLE projects ALTER COLUMN title TYPE varchar(200);
CREATE VIEW active_projects AS SELECT p.id, p.title, a.email FROM projects p JOIN accounts a ON a.id = p.owner_id WHERE p.state = 'active';
