select c.tableoid, c.oid, c.relkind, c.relpersistence, coalesce(am.amname, ''), coalesce(ts.spcname, ''),
       c.reloptions, toast.reloptions,
       case when c.reloftype = 0 then '' else format_type(c.reloftype, null) end,
       coalesce(pg_get_partkeydef(c.oid), ''),
       case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end,
       c.relreplident, coalesce(ri.relname, ''), c.relrowsecurity, c.relforcerowsecurity,
       s.srvname, f.ftoptions
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_am am on am.oid = c.relam
  left join pg_tablespace ts on ts.oid = c.reltablespace
  left join pg_class toast on toast.oid = c.reltoastrelid
  left join pg_foreign_table f on f.ftrelid = c.oid
  left join pg_foreign_server s on s.oid = f.ftserver
  left join pg_index i on i.indrelid = c.oid and i.indisreplident
  left join pg_class ri on ri.oid = i.indexrelid
 where c.relkind in ('r', 'p', 'f')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
