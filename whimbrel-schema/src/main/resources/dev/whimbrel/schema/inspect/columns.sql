select a.attrelid, a.attnum, a.attname,
       row_number() over (partition by a.attrelid order by a.attnum),
       format_type(a.atttypid, a.atttypmod),
       case when l.oid is null then '' else format('%I.%I', ln.nspname, l.collname) end,
       a.attnotnull,
       k.oid, k.conname, k.convalidated, k.connoinherit,                                         -- since 18
       null, null, null, null,                                                                   -- before 18
       a.attgenerated, a.attidentity, pg_get_expr(d.adbin, d.adrelid),
       a.attislocal, a.attinhcount,
       case when a.attstorage = t.typstorage then '' else a.attstorage end, a.attcompression,
       coalesce(a.attstattarget, -1), a.attoptions, a.attfdwoptions
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid
  left join pg_collation l on l.oid = a.attcollation and l.oid <> t.typcollation
  left join pg_namespace ln on ln.oid = l.collnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_constraint k on k.conrelid = a.attrelid and k.contype = 'n' and k.conkey[1] = a.attnum -- since 18
 where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by a.attrelid, a.attnum
