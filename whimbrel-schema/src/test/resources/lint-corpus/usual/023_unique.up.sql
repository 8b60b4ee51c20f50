ALTER TABLE projects ADD CONSTRAINT projects_owner_name UNIQUE (owner_id, name);
