-- of those that are no constraint's
select i.indexrelid, a.attnum, i.indkey[a.attnum - 1] as column,
       case when i.indkey[a.attnum - 1] = 0 then pg_get_indexdef(i.indexrelid, a.attnum, false) end,
       case when l.oid is null or l.oid = coalesce(base.attcollation, t.typcollation) then ''
         else format('%I.%I', ln.nspname, l.collname) end,
       case when o.oid is null or o.opcdefault and a.attoptions is null then '' else format('%I.%I', cn.nspname, o.opcname) end,
       a.attoptions, i.indoption[a.attnum - 1], coalesce(a.attstattarget, -1)
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = i.indexrelid and a.attnum > 0 and a.attnum <= i.indnkeyatts
  join pg_type t on t.oid = a.atttypid
  left join pg_attribute base on base.attrelid = i.indrelid and base.attnum = i.indkey[a.attnum - 1] and base.attnum > 0
  left join pg_collation l on l.oid = i.indcollation[a.attnum - 1]
  left join pg_namespace ln on ln.oid = l.collnamespace
  left join pg_opclass o on o.oid = i.indclass[a.attnum - 1]
  left join pg_namespace cn on cn.oid = o.opcnamespace
  left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
 where k.oid is null and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by i.indexrelid, a.attnum
