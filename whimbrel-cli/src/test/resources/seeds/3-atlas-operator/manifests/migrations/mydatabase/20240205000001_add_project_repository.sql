-- Modify "projects" table
ALTER TABLE projects ADD COLUMN repository TEXT CHECK (repository ~ '^(https|ssh)://');

-- Create index "idx_projects_repository" to table: "projects"
CREATE UNIQUE INDEX idx_projects_repository ON projects(repository) WHERE repository IS NOT NULL;
