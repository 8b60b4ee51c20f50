-- 16384 is the first number that is not given by initdb, 2200 the schema public
select format('comment on %s %s: %s', o.type, o.identity, d.description)
  from pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) o
 where (d.objoid >= 16384 or (d.classoid = 'pg_namespace'::regclass and d.objoid = 2200))
   and (o.schema is null or o.schema in (select nspname from scope))
   and (o.type <> 'schema' or o.name in (select quote_ident(nspname) from scope))
   and not exists (select from pg_namespace n
                    where n.oid not in (select oid from scope)
                      and o.schema is null and position(' on ' || quote_ident(n.nspname) || '.' in o.identity) > 0)
   and (select count(*) from member m where m.classid = d.classoid and m.objid = d.objoid) = 0
union all
select format(e'\x01comment on the database: %s\x02', d.description)
  from pg_shdescription d join pg_database b on b.oid = d.objoid
 where d.classoid = 'pg_database'::regclass and b.datname = current_database()
