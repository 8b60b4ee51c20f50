select format('sequence %s %s start %s increment %s min %s max %s cache %s cycle %s', q.seqrelid::regclass,
         format_type(q.seqtypid, null), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle)
       || coalesce(' owned by ' || (
            select format('%s.%I', d.refobjid::regclass, a.attname)
              from pg_depend d
              join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
             where d.classid = 'pg_class'::regclass and d.objid = q.seqrelid
               and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')), '')
  from pg_sequence q
  join pg_class c on c.oid = q.seqrelid
  join scope s on s.oid = c.relnamespace
 where (select count(*) from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid) = 0
