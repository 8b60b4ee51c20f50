-- the indexes
SELECT i.indexrelid::pg_catalog.text, i.indrelid::pg_catalog.text, CASE WHEN i.indisunique THEN 't' ELSE 'f' END,
       CASE WHEN i.indisprimary THEN 't' ELSE 'f' END, CASE WHEN i.indisvalid THEN 't' ELSE 'f' END,
       i.indnkeyatts::pg_catalog.text,
       coalesce((SELECT pg_catalog.string_agg(coalesce(a.attname::pg_catalog.text, '') OPERATOR(pg_catalog.||) pg_catalog.chr(31), '' ORDER BY u.place)
               FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS u (number, place)
               LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid
                AND a.attnum OPERATOR(pg_catalog.=) u.number), ''),
       pg_catalog.pg_get_expr(i.indpred, i.indrelid), m.amname::pg_catalog.text,
       (SELECT pg_catalog.string_agg(u.class::pg_catalog.text OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) u.rules::pg_catalog.text OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) u.direction::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.chr(31), '' ORDER BY u.place)
          FROM ROWS FROM (pg_catalog.unnest(i.indclass::pg_catalog.oid[]), pg_catalog.unnest(i.indcollation::pg_catalog.oid[]),
                          pg_catalog.unnest(i.indoption::pg_catalog.int2[])) WITH ORDINALITY AS u (class, rules, direction, place))
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
  JOIN pg_catalog.pg_am AS m ON m.oid OPERATOR(pg_catalog.=) c.relam
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
 ORDER BY i.indexrelid
