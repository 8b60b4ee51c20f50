-- the transactions of this database that have been open for so many seconds, the oldest first, each with what it holds: whose it is, for
-- how long, and whether it has a snapshot that others wait for (VACUUM has one that nobody waits for); of another role's session nothing is
-- told to who may not see it
WITH old AS MATERIALIZED (
  SELECT a.pid, '' AS name, a.usename::text AS owner, a.application_name AS application, a.state, a.xact_start AS since,
         a.backend_xmin IS NOT NULL AND v.pid IS NULL AS sees, NULL::text AS virtual
    FROM pg_catalog.pg_stat_activity AS a
    LEFT JOIN pg_catalog.pg_stat_progress_vacuum AS v ON v.pid OPERATOR(pg_catalog.=) a.pid
   WHERE a.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() AND a.backend_type OPERATOR(pg_catalog.=) 'client backend'
     AND a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
   UNION ALL
  SELECT 0, p.gid, p.owner::text, '', '', p.prepared, false, '-1/' OPERATOR(pg_catalog.||) p.transaction::text
    FROM pg_catalog.pg_prepared_xacts AS p
   WHERE p.database OPERATOR(pg_catalog.=) pg_catalog.current_database()
)
SELECT o.pid::text, o.name, o.owner, o.application, o.state,
       (EXTRACT(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) o.since) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8::text,
       o.sees::text, n.nspname::text, c.relname::text, l.mode
  FROM old AS o
  LEFT JOIN pg_catalog.pg_locks AS l ON l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
   AND CASE WHEN o.virtual IS NULL THEN l.pid OPERATOR(pg_catalog.=) o.pid
            ELSE l.virtualtransaction OPERATOR(pg_catalog.=) o.virtual END
   AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database AS d
                                           WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
  LEFT JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) l.relation
   AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'm', 'i', 'I']::"char"[])
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE o.since OPERATOR(pg_catalog.<=) (pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) pg_catalog.make_interval(secs => %s))
 ORDER BY o.since, o.pid, o.name
