create function add(a integer, b integer default 2) returns integer language sql immutable as $$ select a + b $$;
