-- not null is a constraint of its own since PostgreSQL 18, and stands with the column before
select case when k.contype = 'n' then e'\x01' else '' end || format('constraint %I on %s: %s', k.conname,
         coalesce(nullif(k.conrelid, 0)::regclass::text, nullif(k.contypid, 0)::regtype::text),
         pg_get_constraintdef(k.oid))
       || case when not k.convalidated then ' (not valid)' else '' end
       || case when not k.conislocal then ' (inherited)' else '' end
       || case when k.connoinherit then ' (no inherit)' else '' end || case when k.contype = 'n' then e'\x02' else '' end
  from pg_constraint k
  join scope s on s.oid = k.connamespace
 where k.contype <> 't'
   and (select count(*) from member m
         where (m.classid, m.objid) in (('pg_class'::regclass, k.conrelid), ('pg_type'::regclass, k.contypid))) = 0
