-- of a foreign key to a partitioned table there is one more for each partition of that, which is not the user's
select k.tableoid, k.oid, k.contype, k.conname, k.conrelid, k.contypid, pg_get_constraintdef(k.oid),
       k.conkey, k.confrelid, k.confkey, k.confupdtype, k.confdeltype, k.convalidated,
       k.conenforced, -- since 18
       true,          -- before 18
       k.condeferrable, k.condeferred, k.conislocal, k.coninhcount, k.conindid, k.conparentid
  from pg_constraint k
  join pg_namespace n on n.oid = k.connamespace
  left join pg_constraint parent on parent.oid = k.conparentid
 where k.contype in ('p', 'u', 'x', 'c', 'f')
   and (k.contype <> 'f' or parent.oid is null or parent.confrelid = k.confrelid)
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
