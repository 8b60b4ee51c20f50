select s.pnpubid, n.nspname                               -- since 15
  from pg_publication_namespace s                         -- since 15
  join pg_namespace n on n.oid = s.pnnspid                -- since 15
select null, null where false                             -- before 15
