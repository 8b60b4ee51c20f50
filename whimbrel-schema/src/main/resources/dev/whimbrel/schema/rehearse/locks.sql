-- the locks on relations that this session's transaction holds
SELECT l.relation::pg_catalog.text, l.mode
  FROM pg_catalog.pg_locks AS l
 WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
   AND l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
