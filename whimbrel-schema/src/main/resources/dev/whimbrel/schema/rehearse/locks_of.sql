-- the locks on relations that another session has or waits for, and whether it waits for any lock at all
SELECT CASE WHEN l.locktype OPERATOR(pg_catalog.=) 'relation' THEN l.relation::pg_catalog.text END, l.mode, CASE WHEN l.granted THEN 't' ELSE 'f' END
  FROM pg_catalog.pg_locks AS l
 WHERE l.pid OPERATOR(pg_catalog.=) $1
   AND (l.locktype OPERATOR(pg_catalog.=) 'relation' OR NOT l.granted)
