-- a row without a grantee where nobody gets anything
select d.tableoid, d.oid, coalesce(n.nspname, ''), pg_get_userbyid(d.defaclrole), d.defaclobjtype,
       case g.grantee when d.defaclrole then '' when 0 then 'public' else pg_get_userbyid(g.grantee) end,
       g.privilege_type, bool_or(g.is_grantable)
  from pg_default_acl d
  left join pg_namespace n on n.oid = d.defaclnamespace
  left join lateral aclexplode(d.defaclacl) g on true
 group by 1, 2, 3, 4, 5, 6, 7
 order by 1, 2
