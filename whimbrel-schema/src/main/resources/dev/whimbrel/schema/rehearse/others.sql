-- what else has a name: its kind, schema, name, what more it is known by, the table it belongs to, and what shows that it changed
SELECT 'schema', '', n.nspname::text, '', '0', n.ctid::text || n.xmin::text
  FROM pg_catalog.pg_namespace AS n
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
UNION ALL
SELECT CASE f.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, n.nspname::text,
       f.proname::text, pg_catalog.pg_get_function_identity_arguments(f.oid), '0', f.ctid::text || f.xmin::text
  FROM pg_catalog.pg_proc AS f
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) f.pronamespace
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
                      AND d.objid OPERATOR(pg_catalog.=) f.oid AND d.deptype OPERATOR(pg_catalog.=) 'e')
UNION ALL
SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END, n.nspname::text, t.typname::text, '', '0',
       t.ctid::text || t.xmin::text
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
  LEFT JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) t.typrelid
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
   AND (t.typtype OPERATOR(pg_catalog.=) ANY (ARRAY['e', 'd', 'r']::"char"[]) OR c.relkind OPERATOR(pg_catalog.=) 'c')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                      AND d.objid OPERATOR(pg_catalog.=) t.oid AND d.deptype OPERATOR(pg_catalog.=) 'e')
UNION ALL
SELECT 'enum value', n.nspname::text, t.typname::text, e.enumlabel::text, '0', e.ctid::text || e.xmin::text
  FROM pg_catalog.pg_enum AS e
  JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) e.enumtypid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
UNION ALL
SELECT 'trigger', n.nspname::text, g.tgname::text, g.tgenabled::text, g.tgrelid::text, g.ctid::text || g.xmin::text
  FROM pg_catalog.pg_trigger AS g
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) g.tgrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE NOT g.tgisinternal
UNION ALL
SELECT 'policy', n.nspname::text, o.polname::text, pg_catalog.pg_get_expr(o.polqual, o.polrelid), o.polrelid::text,
       o.ctid::text || o.xmin::text
  FROM pg_catalog.pg_policy AS o
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) o.polrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
UNION ALL
SELECT 'rule', n.nspname::text, r.rulename::text, '', r.ev_class::text, r.ctid::text || r.xmin::text
  FROM pg_catalog.pg_rewrite AS r
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) r.ev_class
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
UNION ALL
SELECT 'extension', '', x.extname::text, x.extversion, '0', x.ctid::text || x.xmin::text
  FROM pg_catalog.pg_extension AS x
UNION ALL
SELECT 'statistics', n.nspname::text, s.stxname::text, '', s.stxrelid::text, s.ctid::text || s.xmin::text
  FROM pg_catalog.pg_statistic_ext AS s
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) s.stxnamespace
UNION ALL
SELECT 'publication', '', p.pubname::text, '', '0', p.ctid::text || p.xmin::text
  FROM pg_catalog.pg_publication AS p
UNION ALL
SELECT 'event trigger', '', v.evtname::text, '', '0', v.ctid::text || v.xmin::text
  FROM pg_catalog.pg_event_trigger AS v
 ORDER BY 1, 2, 3, 4
