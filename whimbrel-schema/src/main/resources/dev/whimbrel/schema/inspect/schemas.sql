select n.tableoid, n.oid, n.nspname
  from pg_namespace n
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
