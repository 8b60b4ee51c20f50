CREATE VIEW active_projects AS SELECT p.id, p.title, a.email FROM projects p JOIN accounts a ON a.id = p.owner_id WHERE p.state = 'active';
CREATE FUNCTION project_count(bigint) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM projects WHERE owner_id = $1 $$;
