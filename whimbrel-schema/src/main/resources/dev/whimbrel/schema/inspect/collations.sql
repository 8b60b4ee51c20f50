select l.tableoid, l.oid, n.nspname, l.collname, l.collprovider,
       coalesce(l.colllocale, l.collcollate, ''), coalesce(l.colllocale, l.collctype, ''),       -- since 17
       coalesce(l.colliculocale, l.collcollate, ''), coalesce(l.colliculocale, l.collctype, ''), -- since 15 before 17
       l.collcollate, l.collctype,                                                               -- before 15
       l.collisdeterministic,
       coalesce(l.collicurules, '') -- since 16
       ''                           -- before 16
  from pg_collation l
  join pg_namespace n on n.oid = l.collnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
