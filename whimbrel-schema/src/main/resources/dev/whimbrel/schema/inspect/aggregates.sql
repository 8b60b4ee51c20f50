-- every option of CREATE AGGREGATE in its order; null where it is not given
select p.tableoid, p.oid, n.nspname, p.proname, oidvectortypes(p.proargtypes), pg_get_function_arguments(p.oid),
       f.transfn, format_type(a.aggtranstype, null), nullif(a.aggtransspace, 0), f.finalfn,
       case when a.aggfinalextra then '' end,
       case when a.aggfinalfn <> 0 and a.aggfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end
         then case a.aggfinalmodify when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
       f.combinefn, f.serialfn, f.deserialfn, quote_literal(a.agginitval), f.mtransfn, f.minvtransfn,
       case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end, nullif(a.aggmtransspace, 0), f.mfinalfn,
       case when a.aggmfinalextra then '' end,
       case when a.aggmfinalfn <> 0 and a.aggmfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end
         then case a.aggmfinalmodify when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
       quote_literal(a.aggminitval),
       case when o.oid is not null then format('OPERATOR(%I.%s)', os.nspname, o.oprname) end,
       case p.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' end,
       case a.aggkind when 'h' then '' end
  from pg_aggregate a
  join pg_proc p on p.oid = a.aggfnoid
  join pg_namespace n on n.oid = p.pronamespace
  left join pg_operator o on o.oid = a.aggsortop
  left join pg_namespace os on os.oid = o.oprnamespace
 cross join lateral (
   select max(x.name) filter (where x.oid = a.aggtransfn) as transfn,
          max(x.name) filter (where x.oid = a.aggfinalfn) as finalfn,
          max(x.name) filter (where x.oid = a.aggcombinefn) as combinefn,
          max(x.name) filter (where x.oid = a.aggserialfn) as serialfn,
          max(x.name) filter (where x.oid = a.aggdeserialfn) as deserialfn,
          max(x.name) filter (where x.oid = a.aggmtransfn) as mtransfn,
          max(x.name) filter (where x.oid = a.aggminvtransfn) as minvtransfn,
          max(x.name) filter (where x.oid = a.aggmfinalfn) as mfinalfn
     from (select q.oid, format('%I.%I', s.nspname, q.proname) as name
             from pg_proc q join pg_namespace s on s.oid = q.pronamespace
            where q.oid in (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn,
                    a.aggminvtransfn, a.aggmfinalfn)) x) f
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
