CREATE INDEX projects_title ON projects (lower(title));
