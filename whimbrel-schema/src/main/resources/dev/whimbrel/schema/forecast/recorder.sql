-- where the record of queries lies, if it is there, works, and may be read by this role, and whether it says since when it counts
SELECT n.nspname::text,
       EXISTS (SELECT FROM pg_catalog.pg_class AS i
                WHERE i.relnamespace OPERATOR(pg_catalog.=) n.oid AND i.relname OPERATOR(pg_catalog.=) 'pg_stat_statements_info'
                  AND pg_catalog.has_table_privilege(i.oid, 'SELECT'))::text
  FROM pg_catalog.pg_extension AS x
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) x.extnamespace
  JOIN pg_catalog.pg_class AS c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) 'pg_stat_statements'
 WHERE x.extname OPERATOR(pg_catalog.=) 'pg_stat_statements'
   AND EXISTS (SELECT FROM pg_catalog.pg_settings AS s WHERE s.name OPERATOR(pg_catalog.=) 'pg_stat_statements.max')
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
