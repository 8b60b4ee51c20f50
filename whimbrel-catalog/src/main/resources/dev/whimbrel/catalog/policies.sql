select format('policy %I on %s command %s permissive %s roles %s using %s check %s', p.polname, p.polrelid::regclass,
         p.polcmd, p.polpermissive,
         array(select case r when 0 then 'public' else pg_get_userbyid(r)::text end collate "C"
                 from unnest(p.polroles) r order by 1),
         coalesce(pg_get_expr(p.polqual, p.polrelid), '-'), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-'))
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join scope s on s.oid = c.relnamespace
