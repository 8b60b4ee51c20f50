select format('view %s: %s', c.oid::regclass, pg_get_viewdef(c.oid))
  from pg_class c
  join scope s on s.oid = c.relnamespace
 where c.relkind in ('v', 'm')
   and (select count(*) from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid) = 0
