-- the names of what has columns, and of sequences
select c.tableoid, c.oid, c.relkind, n.nspname, c.relname
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'f', 'v', 'm', 'c', 'S')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
