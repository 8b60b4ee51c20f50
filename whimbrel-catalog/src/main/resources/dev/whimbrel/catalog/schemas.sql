select format(e'schema %I\x01 owner %s acl %s\x02', n.nspname, pg_get_userbyid(n.nspowner),
         array(select a::text collate "C" from unnest(coalesce(n.nspacl, acldefault('n', n.nspowner))) a order by 1))
  from pg_namespace n join scope s on s.oid = n.oid
 where (select count(*) from member m where m.classid = 'pg_namespace'::regclass and m.objid = n.oid) = 0
