-- where it is other than what an object has from the start, whoever granted it; a row without a grantee where nobody has anything
with held as (
  select tableoid as class, oid, 0 as sub, nspowner as owner, nspacl as acl, acldefault('n', nspowner) as initial
    from pg_namespace where nspacl is not null
  union all
  select tableoid, oid, 0, relowner, relacl, acldefault((case relkind when 'S' then 's' else 'r' end)::"char", relowner)
    from pg_class where relacl is not null and oid >= 16384
  union all
  select c.tableoid, c.oid, a.attnum, c.relowner, a.attacl, null
    from pg_attribute a join pg_class c on c.oid = a.attrelid
   where a.attacl is not null and not a.attisdropped and c.oid >= 16384
  union all
  select case when c.oid is null then t.tableoid else c.tableoid end, coalesce(c.oid, t.oid), 0, typowner, typacl, acldefault('T', typowner)
    from pg_type t
    left join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
   where typacl is not null and t.oid >= 16384
  union all
  select tableoid, oid, 0, proowner, proacl, acldefault('f', proowner) from pg_proc where proacl is not null and oid >= 16384
  union all
  select tableoid, oid, 0, fdwowner, fdwacl, acldefault('F', fdwowner)
    from pg_foreign_data_wrapper where fdwacl is not null and oid >= 16384
  union all
  select tableoid, oid, 0, srvowner, srvacl, acldefault('S', srvowner)
    from pg_foreign_server where srvacl is not null and oid >= 16384
), told as (
  select h.*, array(select concat_ws(' ', case g.grantee when h.owner then -1 else g.grantee::int8 end, g.privilege_type, g.is_grantable)
                      from aclexplode(h.acl) g group by 1 order by 1) as now,
         array(select concat_ws(' ', case g.grantee when g.grantor then -1 else g.grantee::int8 end, g.privilege_type, g.is_grantable)
                 from aclexplode(coalesce(p.initprivs, h.initial)) g group by 1 order by 1) as before
    from held h
    left join pg_init_privs p on p.classoid = h.class and p.objoid = h.oid and p.objsubid = h.sub
      and h.class = 'pg_namespace'::regclass
)
select t.class, t.oid, t.sub,
       case g.grantee when t.owner then '' when 0 then 'public' else pg_get_userbyid(g.grantee) end,
       g.privilege_type, bool_or(g.is_grantable)
  from told t
  left join lateral aclexplode(t.acl) g on true
 where t.now <> t.before
 group by 1, 2, 3, 4, 5
 order by 1, 2, 3
