-- every option of CREATE OPERATOR in its order; null where it is not given
select o.tableoid, o.oid, n.nspname, o.oprname,
       case when o.oprleft = 0 then 'NONE' else format_type(o.oprleft, null) end || ', '
         || case when o.oprright = 0 then 'NONE' else format_type(o.oprright, null) end,
       format('%I.%I', fn.nspname, f.proname),
       case when o.oprleft <> 0 then format_type(o.oprleft, null) end,
       case when o.oprright <> 0 then format_type(o.oprright, null) end,
       case when c.oid is not null then format('OPERATOR(%I.%s)', cn.nspname, c.oprname) end,
       case when g.oid is not null then format('OPERATOR(%I.%s)', gn.nspname, g.oprname) end,
       case when r.oid is not null then format('%I.%I', rn.nspname, r.proname) end,
       case when j.oid is not null then format('%I.%I', jn.nspname, j.proname) end,
       case when o.oprcanhash then '' end, case when o.oprcanmerge then '' end
  from pg_operator o
  join pg_namespace n on n.oid = o.oprnamespace
  join pg_proc f on f.oid = o.oprcode
  join pg_namespace fn on fn.oid = f.pronamespace
  left join pg_operator c on c.oid = o.oprcom
  left join pg_namespace cn on cn.oid = c.oprnamespace
  left join pg_operator g on g.oid = o.oprnegate
  left join pg_namespace gn on gn.oid = g.oprnamespace
  left join pg_proc r on r.oid = o.oprrest
  left join pg_namespace rn on rn.oid = r.pronamespace
  left join pg_proc j on j.oid = o.oprjoin
  left join pg_namespace jn on jn.oid = j.pronamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
