select c.relkind::text, c.oid::regclass::text, n.nspname
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 where (c.relkind = 'r' or (c.relkind = 'm' and c.relispopulated) or c.relkind = 'S') and c.relpersistence <> 't'
   and not exists (select from pg_depend d where d.deptype = 'e' and d.classid = 'pg_class'::regclass and d.objid = c.oid)
