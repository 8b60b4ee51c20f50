select k.tableoid, k.oid, format_type(k.castsource, null), format_type(k.casttarget, null),
       case k.castmethod when 'f' then 'WITH FUNCTION ' || k.castfunc::regprocedure when 'b' then 'WITHOUT FUNCTION'
         else 'WITH INOUT' end,
       k.castcontext
  from pg_cast k
 where k.oid >= 16384
