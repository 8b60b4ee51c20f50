select format(e'\x01default privileges of %s in %s for %s: %s\x02', pg_get_userbyid(d.defaclrole),
         coalesce(nullif(d.defaclnamespace, 0)::regnamespace::text, 'all schemas'), d.defaclobjtype,
         array(select a::text collate "C" from unnest(d.defaclacl) a order by 1))
  from pg_default_acl d
 where d.defaclnamespace = 0 or d.defaclnamespace in (select oid from scope)
union all
select format(e'\x01setting of %s: %s\x02', coalesce(r.rolname, 'the database'), c)
  from pg_db_role_setting d
  join pg_database b on b.oid = d.setdatabase and b.datname = current_database()
  left join pg_roles r on r.oid = d.setrole
 cross join unnest(d.setconfig) c
union all
select format(e'\x01acl of the database: %s\x02',
         array(select a::text collate "C" from unnest(coalesce(b.datacl, acldefault('d', b.datdba))) a order by 1))
  from pg_database b where b.datname = current_database()
