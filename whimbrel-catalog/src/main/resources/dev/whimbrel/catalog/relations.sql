select format(e'relation %s kind %s persistence %s\x01 owner %s\x02', c.oid::regclass, c.relkind, c.relpersistence,
         pg_get_userbyid(c.relowner))
       || coalesce(' method ' || am.amname, '')
       || coalesce(' tablespace ' || ts.spcname, '')
       || coalesce(' of ' || nullif(c.reloftype, 0)::regtype, '')
       || coalesce(' options ' || nullif(array(select o collate "C" from unnest(c.reloptions) o order by 1), '{}')::text, '')
       || coalesce(' partition by ' || pg_get_partkeydef(c.oid), '')
       || coalesce(' partition ' || pg_get_expr(c.relpartbound, c.oid), '')
       || coalesce(' inherits ' || nullif(array(
            select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid order by i.inhseqno
          ), '{}')::text, '')
       || case when c.relrowsecurity then ' row security' else '' end
       || case when c.relforcerowsecurity then ' forced' else '' end
       || case when c.relkind in ('r', 'p', 'm') then ' replica identity ' || c.relreplident::text else '' end
       || case when c.relkind = 'm' then ' populated ' || c.relispopulated else '' end
       || case when c.relkind = 'f'
            then (select ' server ' || f.ftserver || ' options ' || coalesce(f.ftoptions::text, '')
                    from (select srvname as ftserver, ftoptions
                            from pg_foreign_table t join pg_foreign_server v on v.oid = t.ftserver
                           where t.ftrelid = c.oid) f)
            else '' end
       || e'\x01 acl ' || array(
            select a::text collate "C"
              from unnest(coalesce(c.relacl, acldefault((case c.relkind when 'S' then 's' else 'r' end)::"char", c.relowner))) a
             order by 1)::text || e'\x02'
  from pg_class c
  join scope s on s.oid = c.relnamespace
  left join pg_am am on am.oid = c.relam
  left join pg_tablespace ts on ts.oid = c.reltablespace
 where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c')
   and (select count(*) from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid) = 0
