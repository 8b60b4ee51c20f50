-- without those that a range type brings with it
select p.tableoid, p.oid, p.prokind, n.nspname, p.proname, oidvectortypes(p.proargtypes),
       pg_get_function_arguments(p.oid), coalesce(pg_get_function_result(p.oid), ''), l.lanname, pg_get_functiondef(p.oid)
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
  left join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i'
    and d.refclassid = 'pg_type'::regclass
 where p.prokind in ('f', 'p', 'w') and d.objid is null and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
