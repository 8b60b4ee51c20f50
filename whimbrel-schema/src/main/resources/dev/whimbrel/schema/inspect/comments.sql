-- without those that a new database or an extension has from the start
-- that of a composite type stands with its type, and all else of it with its relation
select case when c.oid is null then d.classoid else 'pg_class'::regclass::oid end, coalesce(c.oid, d.objoid), d.objsubid, d.description
  from pg_description d
  left join pg_type t on t.oid = d.objoid and d.classoid = 'pg_type'::regclass
  left join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
  left join pg_namespace n on n.oid = d.objoid and d.classoid = 'pg_namespace'::regclass
  left join pg_extension e on e.oid = d.objoid and d.classoid = 'pg_extension'::regclass
  left join pg_available_extensions a on a.name = e.extname
 where (d.objoid >= 16384 or n.nspname = 'public')
   and (n.nspname = 'public' and d.description = 'standard public schema') is not true
   and (d.description = a.comment) is not true
