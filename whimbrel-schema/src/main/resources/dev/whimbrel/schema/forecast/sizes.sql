-- the files of tables, materialized views and indexes: what the server estimated, what lies there now, how often each was read; a
-- relation that somebody has locked, or waits to lock, is not opened, which would have to wait: of it only the estimate is told
WITH taken AS MATERIALIZED (
  SELECT l.relation
    FROM pg_catalog.pg_locks AS l
   WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock'
     AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
     AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database AS d
                                             WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
)
SELECT c.oid::text, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples::pg_catalog.numeric::text, c.relpages::text,
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['p', 'I']::"char"[]) OR c.relpages OPERATOR(pg_catalog.<) 0 THEN '0'
            WHEN EXISTS (SELECT FROM taken AS k WHERE k.relation OPERATOR(pg_catalog.=) c.oid) THEN NULL
            ELSE pg_catalog.pg_relation_size(c.oid)::text END,
       CASE WHEN c.reltoastrelid OPERATOR(pg_catalog.=) 0 THEN '0'
            WHEN EXISTS (SELECT FROM taken AS k WHERE k.relation OPERATOR(pg_catalog.=) c.reltoastrelid) THEN NULL
            ELSE pg_catalog.pg_relation_size(c.reltoastrelid)::text END,
       pg_catalog.current_setting('block_size'), pg_catalog.pg_stat_get_numscans(c.oid)::text,
       coalesce(i.indrelid, 0)::text, coalesce(h.inhparent, 0)::text
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
  LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid OPERATOR(pg_catalog.=) c.oid AND h.inhseqno OPERATOR(pg_catalog.=) 1
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
   AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'm', 'i', 'I']::"char"[])
