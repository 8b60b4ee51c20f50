CREATE INDEX CONCURRENTLY IF NOT EXISTS projects_state ON projects (state);
