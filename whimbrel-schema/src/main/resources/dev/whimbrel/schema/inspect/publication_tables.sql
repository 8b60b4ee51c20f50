select r.prpubid, r.prrelid,
       r.prattrs, coalesce(pg_get_expr(r.prqual, r.prrelid), '') -- since 15
       null, ''                                                  -- before 15
  from pg_publication_rel r
  join pg_class c on c.oid = r.prrelid
  join pg_namespace n on n.oid = c.relnamespace
 order by r.prpubid, n.nspname, c.relname
