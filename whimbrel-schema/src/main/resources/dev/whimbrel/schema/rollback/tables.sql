-- the columns of every table of somebody's own that holds rows: which they are, not only how they are called
select c.oid::pg_catalog.text, n.nspname::pg_catalog.text, c.relname::pg_catalog.text, a.attnum::pg_catalog.text, a.attname::pg_catalog.text,
       (exists (select from pg_catalog.pg_index i
                 where i.indrelid operator(pg_catalog.=) c.oid and i.indisprimary
                   and a.attnum operator(pg_catalog.=) any (i.indkey::pg_catalog.int2[])))::pg_catalog.text
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid operator(pg_catalog.=) c.oid
 where c.relkind operator(pg_catalog.=) any (array['r', 'p']::pg_catalog."char"[]) and not c.relispartition
   and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped
   and n.nspname operator(pg_catalog.!~) '^(pg_|information_schema$)'
   and n.nspname operator(pg_catalog.<>) all (array[%s]::pg_catalog.name[])
   and not exists (select from pg_catalog.pg_depend d
                    where d.classid operator(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
                      and d.objid operator(pg_catalog.=) c.oid and d.deptype operator(pg_catalog.=) 'e')
 order by c.oid, a.attnum
