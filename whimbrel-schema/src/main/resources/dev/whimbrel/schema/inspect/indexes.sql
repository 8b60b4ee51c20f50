select c.tableoid, c.oid, n.nspname, c.relname, i.indrelid, k.oid,
       case when k.oid is null then pg_get_indexdef(c.oid) else '' end,
       am.amname, i.indisunique,
       i.indnullsnotdistinct, -- since 15
       false,                 -- before 15
       i.indnkeyatts, i.indkey::text, coalesce(pg_get_expr(i.indpred, i.indrelid), ''), coalesce(ts.spcname, ''),
       c.reloptions, i.indisvalid and i.indisready and i.indislive, i.indisclustered
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_am am on am.oid = c.relam
  left join pg_tablespace ts on ts.oid = c.reltablespace
  left join pg_constraint k on k.conindid = c.oid and k.contype in ('p', 'u', 'x')
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
