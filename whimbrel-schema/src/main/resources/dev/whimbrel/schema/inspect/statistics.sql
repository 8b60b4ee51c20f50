select x.tableoid, x.oid, n.nspname, x.stxname, x.stxrelid, pg_get_statisticsobjdef(x.oid), coalesce(x.stxstattarget, -1)
  from pg_statistic_ext x
  join pg_namespace n on n.oid = x.stxnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
