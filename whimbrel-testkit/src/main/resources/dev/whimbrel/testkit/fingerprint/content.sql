select c.relkind::text, c.oid::regclass::text
  from pg_class c
  join scope s on s.oid = c.relnamespace
 where (c.relkind = 'r' or (c.relkind = 'm' and c.relispopulated) or c.relkind = 'S') and c.relpersistence <> 't'
   and (select count(*) from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid) = 0
