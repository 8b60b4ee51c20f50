select c.tableoid, c.oid, c.relkind, pg_get_viewdef(c.oid), c.reloptions, coalesce(am.amname, ''), coalesce(ts.spcname, ''),
       c.relispopulated
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_am am on am.oid = c.relam
  left join pg_tablespace ts on ts.oid = c.reltablespace
 where c.relkind in ('v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
