-- who names the first concerns the second: a view's relations, a table's partitions and children
SELECT h.inhparent::text, h.inhrelid::text
  FROM pg_catalog.pg_inherits AS h
 UNION
SELECT w.ev_class::text, d.refobjid::text
  FROM pg_catalog.pg_rewrite AS w
  JOIN pg_catalog.pg_class AS v ON v.oid OPERATOR(pg_catalog.=) w.ev_class AND v.relkind OPERATOR(pg_catalog.=) 'v'
  JOIN pg_catalog.pg_depend AS d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
   AND d.objid OPERATOR(pg_catalog.=) w.oid AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
   AND d.refobjid OPERATOR(pg_catalog.<>) w.ev_class
