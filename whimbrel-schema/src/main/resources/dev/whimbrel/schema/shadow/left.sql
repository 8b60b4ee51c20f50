-- what runs left that are over: their databases and roles, whether they bear the mark, and nobody is in them but sessions of ours
WITH alive AS (
  SELECT pg_catalog.concat(pg_catalog.lpad(pg_catalog.to_hex(l.classid::pg_catalog.int8), 8, '0'),
      pg_catalog.lpad(pg_catalog.to_hex(l.objid::pg_catalog.int8), 8, '0')) AS run
  FROM pg_catalog.pg_locks l
  WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.objsubid OPERATOR(pg_catalog.=) 1
), databases AS (
  SELECT d.oid, d.datname::pg_catalog.text AS name, pg_catalog.substr(d.datname::pg_catalog.text, 17, 16) AS run
  FROM pg_catalog.pg_database d
  WHERE d.datname OPERATOR(pg_catalog.~) '^whimbrel_shadow_[0-9a-f]{16}_[0-9]+$' AND pg_catalog.pg_has_role(d.datdba, 'MEMBER')
), roles AS (
  SELECT r.rolname::pg_catalog.text AS name, pg_catalog.right(c.description, 16) AS run
  FROM pg_catalog.pg_roles r
  JOIN pg_catalog.pg_shdescription c ON c.objoid OPERATOR(pg_catalog.=) r.oid
    AND c.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_authid'::pg_catalog.regclass
  WHERE NOT r.rolcanlogin AND c.description OPERATOR(pg_catalog.~) '^made for a trial by Whimbrel, which drops it: run [0-9a-f]{16}$'
)
SELECT 'database', d.name, EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s
    WHERE s.setdatabase OPERATOR(pg_catalog.=) d.oid AND s.setrole OPERATOR(pg_catalog.=) 0::pg_catalog.oid
      AND pg_catalog.concat('whimbrel.shadow=', d.run) OPERATOR(pg_catalog.=) ANY (s.setconfig))
FROM databases d
WHERE NOT EXISTS (SELECT FROM alive a WHERE a.run OPERATOR(pg_catalog.=) d.run)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity s WHERE s.datid OPERATOR(pg_catalog.=) d.oid
    AND s.backend_type OPERATOR(pg_catalog.=) 'client backend' AND s.application_name OPERATOR(pg_catalog.!~) '^whimbrel')
UNION ALL
SELECT 'role', r.name, true FROM roles r
WHERE NOT EXISTS (SELECT FROM alive a WHERE a.run OPERATOR(pg_catalog.=) r.run)
ORDER BY 1, 2
