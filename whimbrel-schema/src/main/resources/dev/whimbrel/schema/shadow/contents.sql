-- what is in a database that a new one does not have, as kind and identity; what belongs to an extension or to something else that is named is not said
SELECT i.type, i.identity
FROM (
  SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid AS class, n.oid
    FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_(toast|temp)'
  UNION ALL SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass, e.oid FROM pg_catalog.pg_extension e
  UNION ALL SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid FROM pg_catalog.pg_event_trigger e
  UNION ALL SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid FROM pg_catalog.pg_publication p
  UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, f.oid FROM pg_catalog.pg_foreign_data_wrapper f
  UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, f.oid FROM pg_catalog.pg_foreign_server f
  UNION ALL SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid FROM pg_catalog.pg_language l
  UNION ALL SELECT 'pg_catalog.pg_am'::pg_catalog.regclass, a.oid FROM pg_catalog.pg_am a
  UNION ALL SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_cast c
  UNION ALL SELECT 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_transform t
  UNION ALL SELECT 'pg_catalog.pg_largeobject'::pg_catalog.regclass, l.oid FROM pg_catalog.pg_largeobject_metadata l
  UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_class c
    WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'v', 'm', 'f', 'S']::pg_catalog."char"[])
  UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_type t
    LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.typrelid
    WHERE COALESCE(c.relkind, 'c') OPERATOR(pg_catalog.=) 'c'
  UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid FROM pg_catalog.pg_proc p
  UNION ALL SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid FROM pg_catalog.pg_operator o
  UNION ALL SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid FROM pg_catalog.pg_opclass o
  UNION ALL SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, o.oid FROM pg_catalog.pg_opfamily o
  UNION ALL SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_collation c
  UNION ALL SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_conversion c
  UNION ALL SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid FROM pg_catalog.pg_statistic_ext s
  UNION ALL SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_ts_config t
  UNION ALL SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_ts_dict t
  UNION ALL SELECT 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_ts_parser t
  UNION ALL SELECT 'pg_catalog.pg_ts_template'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_ts_template t
  UNION ALL SELECT 'pg_catalog.pg_default_acl'::pg_catalog.regclass, d.oid FROM pg_catalog.pg_default_acl d
) o, LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) i
WHERE o.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid OPERATOR(pg_catalog.=) o.class AND d.objid OPERATOR(pg_catalog.=) o.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
      AND d.deptype OPERATOR(pg_catalog.=) ANY (ARRAY['e', 'i', 'a']::pg_catalog."char"[])
      AND d.refclassid OPERATOR(pg_catalog.<>) 'pg_catalog.pg_namespace'::pg_catalog.regclass)
ORDER BY i.type, i.identity
