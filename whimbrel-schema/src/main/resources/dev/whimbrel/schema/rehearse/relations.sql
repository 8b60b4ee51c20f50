-- the relations that a session sees, their files, and what its transaction has done to each
SELECT c.oid::pg_catalog.text, n.nspname::pg_catalog.text, c.relname::pg_catalog.text, c.relkind::pg_catalog.text, c.relpersistence::pg_catalog.text,
       coalesce(pg_catalog.pg_relation_filenode(c.oid), 0)::pg_catalog.text,
       pg_catalog.pg_stat_get_xact_numscans(c.oid)::pg_catalog.text, pg_catalog.pg_stat_get_xact_tuples_returned(c.oid)::pg_catalog.text,
       pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid)::pg_catalog.text, pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)::pg_catalog.text,
       pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid)::pg_catalog.text,
       coalesce(i.indrelid, 0)::pg_catalog.text, coalesce(h.inhparent, 0)::pg_catalog.text, coalesce(p.partdefid, 0)::pg_catalog.text,
       c.ctid::pg_catalog.text OPERATOR(pg_catalog.||) c.xmin::pg_catalog.text
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
  LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid OPERATOR(pg_catalog.=) c.oid AND h.inhseqno OPERATOR(pg_catalog.=) 1
  LEFT JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid OPERATOR(pg_catalog.=) c.oid
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
 ORDER BY n.nspname, c.relname
