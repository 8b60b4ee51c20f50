-- what belongs to the database, and to nothing in it
select 'setting', split_part(c.setting, '=', 1) || case when r.oid is null then '' else ' of role ' || quote_ident(r.rolname) end
  from pg_db_role_setting s
  join pg_database b on b.oid = s.setdatabase and b.datname = current_database()
  left join pg_roles r on r.oid = s.setrole
 cross join unnest(s.setconfig) c (setting)
union all
select 'security label', l.provider || ' of ' || i.type || ' ' || i.identity
  from pg_seclabel l
 cross join lateral pg_identify_object(l.classoid, l.objoid, l.objsubid) i
 where l.classoid <> 'pg_largeobject'::regclass
union all
select 'comment', 'on the database'
  from pg_shdescription d
  join pg_database b on b.oid = d.objoid and b.datname = current_database()
 where d.classoid = 'pg_database'::regclass and b.oid >= 16384
union all
select 'privileges', 'of the database'
  from pg_database b
 where b.datname = current_database() and b.datacl is not null
   and array(select x::text from unnest(b.datacl) x order by 1)
     <> array(select x::text from unnest(acldefault('d', b.datdba)) x order by 1)
