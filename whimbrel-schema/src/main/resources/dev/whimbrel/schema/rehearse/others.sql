-- what else has a name: its kind, schema, name, what more it is known by, the table it belongs to, and what shows that it changed
SELECT 'schema', '', n.nspname::pg_catalog.text, '', '0', n.ctid::pg_catalog.text OPERATOR(pg_catalog.||) n.xmin::pg_catalog.text
  FROM pg_catalog.pg_namespace AS n
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
UNION ALL
SELECT CASE WHEN f.prokind OPERATOR(pg_catalog.=) 'p' THEN 'procedure' WHEN f.prokind OPERATOR(pg_catalog.=) 'a' THEN 'aggregate' ELSE 'function' END, n.nspname::pg_catalog.text,
       f.proname::pg_catalog.text, pg_catalog.pg_get_function_identity_arguments(f.oid), '0', f.ctid::pg_catalog.text OPERATOR(pg_catalog.||) f.xmin::pg_catalog.text
  FROM pg_catalog.pg_proc AS f
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) f.pronamespace
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
                      AND d.objid OPERATOR(pg_catalog.=) f.oid AND d.deptype OPERATOR(pg_catalog.=) 'e')
UNION ALL
SELECT CASE WHEN t.typtype OPERATOR(pg_catalog.=) 'e' THEN 'enum' WHEN t.typtype OPERATOR(pg_catalog.=) 'd' THEN 'domain' ELSE 'type' END, n.nspname::pg_catalog.text, t.typname::pg_catalog.text, '', '0',
       t.ctid::pg_catalog.text OPERATOR(pg_catalog.||) t.xmin::pg_catalog.text
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
  LEFT JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) t.typrelid
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
   AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
   AND (t.typtype OPERATOR(pg_catalog.=) ANY (ARRAY['e', 'd', 'r']::pg_catalog."char"[]) OR c.relkind OPERATOR(pg_catalog.=) 'c')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                      AND d.objid OPERATOR(pg_catalog.=) t.oid AND d.deptype OPERATOR(pg_catalog.=) 'e')
UNION ALL
SELECT 'enum value', n.nspname::pg_catalog.text, t.typname::pg_catalog.text, e.enumlabel::pg_catalog.text, '0', e.ctid::pg_catalog.text OPERATOR(pg_catalog.||) e.xmin::pg_catalog.text
  FROM pg_catalog.pg_enum AS e
  JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) e.enumtypid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
UNION ALL
SELECT 'trigger', n.nspname::pg_catalog.text, g.tgname::pg_catalog.text, g.tgenabled::pg_catalog.text, g.tgrelid::pg_catalog.text, g.ctid::pg_catalog.text OPERATOR(pg_catalog.||) g.xmin::pg_catalog.text
  FROM pg_catalog.pg_trigger AS g
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) g.tgrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE NOT g.tgisinternal
UNION ALL
SELECT 'policy', n.nspname::pg_catalog.text, o.polname::pg_catalog.text, pg_catalog.pg_get_expr(o.polqual, o.polrelid), o.polrelid::pg_catalog.text,
       o.ctid::pg_catalog.text OPERATOR(pg_catalog.||) o.xmin::pg_catalog.text
  FROM pg_catalog.pg_policy AS o
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) o.polrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
UNION ALL
SELECT 'rule', n.nspname::pg_catalog.text, r.rulename::pg_catalog.text, '', r.ev_class::pg_catalog.text, r.ctid::pg_catalog.text OPERATOR(pg_catalog.||) r.xmin::pg_catalog.text
  FROM pg_catalog.pg_rewrite AS r
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) r.ev_class
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema'])
UNION ALL
SELECT 'extension', '', x.extname::pg_catalog.text, x.extversion, '0', x.ctid::pg_catalog.text OPERATOR(pg_catalog.||) x.xmin::pg_catalog.text
  FROM pg_catalog.pg_extension AS x
UNION ALL
SELECT 'statistics', n.nspname::pg_catalog.text, s.stxname::pg_catalog.text, '', s.stxrelid::pg_catalog.text, s.ctid::pg_catalog.text OPERATOR(pg_catalog.||) s.xmin::pg_catalog.text
  FROM pg_catalog.pg_statistic_ext AS s
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) s.stxnamespace
UNION ALL
SELECT 'publication', '', p.pubname::pg_catalog.text, '', '0', p.ctid::pg_catalog.text OPERATOR(pg_catalog.||) p.xmin::pg_catalog.text
  FROM pg_catalog.pg_publication AS p
UNION ALL
SELECT 'event trigger', '', v.evtname::pg_catalog.text, '', '0', v.ctid::pg_catalog.text OPERATOR(pg_catalog.||) v.xmin::pg_catalog.text
  FROM pg_catalog.pg_event_trigger AS v
 ORDER BY 1, 2, 3, 4
