-- that something lies in a schema is only told of what has its schema not in its name
select d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
  from pg_depend d
 where d.deptype <> 'e' and d.objid >= 16384
   and (d.refobjid >= 16384 and d.refclassid <> 'pg_namespace'::regclass
     or d.refclassid = 'pg_namespace'::regclass
       and d.classid in ('pg_extension'::regclass
         , 'pg_publication_namespace'::regclass -- since 15
       ))
