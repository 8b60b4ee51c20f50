-- every database has plpgsql
select e.tableoid, e.oid, e.extname, n.nspname, e.extversion
  from pg_extension e
  join pg_namespace n on n.oid = e.extnamespace
 where e.extname <> 'plpgsql'
