select format('index %s: %s', i.indexrelid::regclass, pg_get_indexdef(i.indexrelid))
       || case when not i.indisvalid then ' INVALID' else '' end
       || case when not i.indisready then ' NOT READY' else '' end
       || case when not i.indislive then ' NOT LIVE' else '' end
       || case when i.indisclustered then ' clustered' else '' end
       || case when i.indisreplident then ' replica identity' else '' end
       || coalesce(' tablespace ' || ts.spcname, '')
       || coalesce(' part of ' || (select h.inhparent::regclass from pg_inherits h where h.inhrelid = i.indexrelid), '')
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join scope s on s.oid = c.relnamespace
  left join pg_tablespace ts on ts.oid = c.reltablespace
 where (select count(*) from member m where m.classid = 'pg_class'::regclass and m.objid = i.indrelid) = 0
