CREATE OR REPLACE FUNCTION project_count(bigint) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM projects WHERE owner_id = $1 AND state <> 'archived' $$;
