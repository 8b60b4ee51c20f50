-- when each was last read, in milliseconds since 1970; from PostgreSQL 16 up
SELECT c.oid::text, (EXTRACT(epoch FROM pg_catalog.pg_stat_get_lastscan(c.oid)) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8::text
  FROM pg_catalog.pg_class AS c
 WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'm', 'i']::"char"[])
   AND pg_catalog.pg_stat_get_lastscan(c.oid) IS NOT NULL
