-- the columns of those relations that have rows
SELECT a.attrelid::pg_catalog.text, a.attnum::pg_catalog.text, a.attname::pg_catalog.text, pg_catalog.format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 't' ELSE 'f' END, pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       a.attgenerated::pg_catalog.text, a.attidentity::pg_catalog.text, a.ctid::pg_catalog.text OPERATOR(pg_catalog.||) a.xmin::pg_catalog.text OPERATOR(pg_catalog.||) coalesce(d.ctid::pg_catalog.text OPERATOR(pg_catalog.||) d.xmin::pg_catalog.text, '')
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid OPERATOR(pg_catalog.=) a.attrelid AND d.adnum OPERATOR(pg_catalog.=) a.attnum
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
   AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
   AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'v', 'm', 'f']::pg_catalog."char"[])
 ORDER BY a.attrelid, a.attnum
