select p.tableoid, p.oid, p.polrelid, p.polname, p.polpermissive, p.polcmd,
       array(select case when r.id = 0 then 'public' else pg_get_userbyid(r.id) end from unnest(p.polroles) r (id)),
       coalesce(pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
