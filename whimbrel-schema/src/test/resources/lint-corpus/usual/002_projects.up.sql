CREATE TYPE project_state AS ENUM ('draft', 'active', 'archived');
CREATE TABLE projects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id bigint NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  title text NOT NULL,
  state project_state NOT NULL DEFAULT 'draft',
  budget numeric(12, 2) NOT NULL DEFAULT 0 CHECK (budget >= 0),
  settings jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX projects_owner ON projects (owner_id);
