-- the constraints of tables and domains
SELECT k.oid::pg_catalog.text, k.conname::pg_catalog.text, k.conrelid::pg_catalog.text, k.contypid::pg_catalog.text, k.contype::pg_catalog.text,
       CASE WHEN k.convalidated THEN 't' ELSE 'f' END, k.confrelid::pg_catalog.text, k.conindid::pg_catalog.text,
       coalesce((SELECT pg_catalog.string_agg(a.attname::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.chr(31), '' ORDER BY u.place)
               FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (number, place)
               JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) k.conrelid
                AND a.attnum OPERATOR(pg_catalog.=) u.number), ''),
       pg_catalog.pg_get_expr(k.conbin, k.conrelid), k.ctid::pg_catalog.text OPERATOR(pg_catalog.||) k.xmin::pg_catalog.text
  FROM pg_catalog.pg_constraint AS k
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) k.connamespace
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)' AND k.conparentid OPERATOR(pg_catalog.=) 0
   AND k.contype OPERATOR(pg_catalog.<>) 't'
 ORDER BY k.conrelid, k.conname
