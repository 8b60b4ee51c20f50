select format(e'routine %s kind %s\x01 owner %s acl %s\x02: %s', p.oid::regprocedure, p.prokind, pg_get_userbyid(p.proowner),
         array(select a::text collate "C" from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a order by 1),
         case p.prokind when 'a'
           then (select jsonb_build_object('transition', g.aggtransfn, 'final', g.aggfinalfn, 'combine', g.aggcombinefn,
                   'state', format_type(g.aggtranstype, null), 'initial', g.agginitval, 'kind', g.aggkind,
                   'moving', g.aggmtransfn, 'parallel', p.proparallel,
                   'returns', format_type(p.prorettype, null))::text
                   from pg_aggregate g where g.aggfnoid = p.oid)
           else pg_get_functiondef(p.oid) end)
  from pg_proc p
  join scope s on s.oid = p.pronamespace
 where (select count(*) from member m where m.classid = 'pg_proc'::regclass and m.objid = p.oid) = 0
