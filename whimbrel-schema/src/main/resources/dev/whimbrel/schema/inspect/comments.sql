-- without those that a new database or an extension has from the start
select d.classoid, d.objoid, d.objsubid, d.description
  from pg_description d
  left join pg_namespace n on n.oid = d.objoid and d.classoid = 'pg_namespace'::regclass
  left join pg_extension e on e.oid = d.objoid and d.classoid = 'pg_extension'::regclass
  left join pg_available_extensions a on a.name = e.extname
 where (d.objoid >= 16384 or n.nspname = 'public')
   and (n.nspname = 'public' and d.description = 'standard public schema') is not true
   and (d.description = a.comment) is not true
