-- the commands that make a database as a new one, in an order in which they work; one that comes too late finds nothing to drop
WITH there AS (
  SELECT 1 AS turn, 'EVENT TRIGGER' AS what, pg_catalog.quote_ident(evtname) AS name FROM pg_catalog.pg_event_trigger
  UNION ALL SELECT 2, 'PUBLICATION', pg_catalog.quote_ident(pubname) FROM pg_catalog.pg_publication
  UNION ALL SELECT 3, 'EXTENSION', pg_catalog.quote_ident(extname) FROM pg_catalog.pg_extension
    WHERE oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
  UNION ALL SELECT 4, 'SCHEMA', pg_catalog.quote_ident(nspname) FROM pg_catalog.pg_namespace
    WHERE oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND nspname OPERATOR(pg_catalog.!~) '^pg_' AND nspname OPERATOR(pg_catalog.<>) 'public'
  UNION ALL SELECT 5, 'FOREIGN DATA WRAPPER', pg_catalog.quote_ident(fdwname) FROM pg_catalog.pg_foreign_data_wrapper
  UNION ALL SELECT 6, 'LANGUAGE', pg_catalog.quote_ident(lanname) FROM pg_catalog.pg_language
    WHERE oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
  UNION ALL SELECT 6, 'ACCESS METHOD', pg_catalog.quote_ident(amname) FROM pg_catalog.pg_am
    WHERE oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
  UNION ALL SELECT 6, 'CAST', i.identity
    FROM pg_catalog.pg_cast c, LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, 0) i
    WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
  UNION ALL SELECT 7, pg_catalog.upper(i.type), i.identity
    FROM pg_catalog.pg_class c, LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) i
    WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND c.relnamespace OPERATOR(pg_catalog.=) 'public'::pg_catalog.regnamespace
      AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'v', 'm', 'f', 'S']::pg_catalog."char"[])
  UNION ALL SELECT 8, CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, i.identity
    FROM pg_catalog.pg_proc p, LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0) i
    WHERE p.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND p.pronamespace OPERATOR(pg_catalog.=) 'public'::pg_catalog.regnamespace
  UNION ALL SELECT 9, 'TYPE', i.identity
    FROM pg_catalog.pg_type t, LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0) i
    WHERE t.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND t.typnamespace OPERATOR(pg_catalog.=) 'public'::pg_catalog.regnamespace
      AND t.typcategory OPERATOR(pg_catalog.<>) 'A'
  UNION ALL SELECT 10, pg_catalog.upper(i.type), i.identity
    FROM (SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid AS class, oid FROM pg_catalog.pg_operator
      UNION ALL SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid FROM pg_catalog.pg_opclass
      UNION ALL SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid FROM pg_catalog.pg_opfamily
      UNION ALL SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, oid FROM pg_catalog.pg_collation
      UNION ALL SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid FROM pg_catalog.pg_conversion
      UNION ALL SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid FROM pg_catalog.pg_ts_config
      UNION ALL SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid FROM pg_catalog.pg_ts_dict
      UNION ALL SELECT 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, oid FROM pg_catalog.pg_ts_parser
      UNION ALL SELECT 'pg_catalog.pg_ts_template'::pg_catalog.regclass, oid FROM pg_catalog.pg_ts_template) o,
      LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) i
    WHERE o.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
), public AS (
  SELECT n.oid, n.nspacl, n.nspowner FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.=) 'public'
), granted AS (
  SELECT a.grantee, a.privilege_type FROM public p, LATERAL pg_catalog.aclexplode(p.nspacl) a
), at_first AS (
  SELECT a.grantee, a.privilege_type FROM public p
  JOIN pg_catalog.pg_init_privs i ON i.objoid OPERATOR(pg_catalog.=) p.oid
    AND i.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass,
  LATERAL pg_catalog.aclexplode(i.initprivs) a
), commands AS (
  SELECT t.turn, pg_catalog.concat('DROP ', t.what, ' IF EXISTS ', t.name, ' CASCADE') AS command FROM there t
  UNION ALL SELECT 11, pg_catalog.concat('SELECT pg_catalog.lo_unlink(', oid, ')') FROM pg_catalog.pg_largeobject_metadata
  UNION ALL SELECT 12, pg_catalog.concat('ALTER DEFAULT PRIVILEGES FOR ROLE ', d.defaclrole::pg_catalog.regrole,
      CASE WHEN n.nspname IS NOT NULL THEN pg_catalog.concat(' IN SCHEMA ', pg_catalog.quote_ident(n.nspname)) END, ' ', c.command)
    FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) d.defaclnamespace,
    LATERAL (SELECT CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
      WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS what) w,
    LATERAL (SELECT DISTINCT pg_catalog.concat('REVOKE ALL ON ', w.what, ' FROM ',
        CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::pg_catalog.regrole::pg_catalog.text END) AS command
      FROM pg_catalog.aclexplode(d.defaclacl) a
      WHERE n.nspname IS NOT NULL OR a.grantee OPERATOR(pg_catalog.<>) d.defaclrole
      UNION ALL SELECT pg_catalog.concat('GRANT ALL ON ', w.what, ' TO ', d.defaclrole::pg_catalog.regrole) WHERE n.nspname IS NULL
      UNION ALL SELECT pg_catalog.concat('GRANT ALL ON ', w.what, ' TO PUBLIC')
        WHERE n.nspname IS NULL AND d.defaclobjtype OPERATOR(pg_catalog.=) ANY (ARRAY['f', 'T']::pg_catalog."char"[])) c
  UNION ALL SELECT 13, 'CREATE SCHEMA public' WHERE NOT EXISTS (SELECT FROM public)
  UNION ALL SELECT 14, pg_catalog.concat('REVOKE ', g.privilege_type, ' ON SCHEMA public FROM ',
      CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::pg_catalog.regrole::pg_catalog.text END)
    FROM granted g WHERE EXISTS (SELECT FROM at_first) AND NOT EXISTS (SELECT FROM at_first o WHERE o.grantee OPERATOR(pg_catalog.=) g.grantee AND o.privilege_type OPERATOR(pg_catalog.=) g.privilege_type)
  UNION ALL SELECT 15, pg_catalog.concat('GRANT ', g.privilege_type, ' ON SCHEMA public TO ',
      CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::pg_catalog.regrole::pg_catalog.text END)
    FROM at_first g WHERE NOT EXISTS (SELECT FROM granted o WHERE o.grantee OPERATOR(pg_catalog.=) g.grantee AND o.privilege_type OPERATOR(pg_catalog.=) g.privilege_type)
)
SELECT c.command FROM commands c ORDER BY c.turn, c.command
