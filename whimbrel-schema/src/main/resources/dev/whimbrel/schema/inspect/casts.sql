-- without those that a range type brings with it
select k.tableoid, k.oid, format_type(k.castsource, null), format_type(k.casttarget, null),
       case k.castmethod when 'f' then 'WITH FUNCTION ' || k.castfunc::regprocedure when 'b' then 'WITHOUT FUNCTION'
         else 'WITH INOUT' end,
       k.castcontext
  from pg_cast k
  left join pg_depend d on d.classid = 'pg_cast'::regclass and d.objid = k.oid and d.deptype = 'i'
    and d.refclassid = 'pg_type'::regclass
 where k.oid >= 16384 and d.objid is null
