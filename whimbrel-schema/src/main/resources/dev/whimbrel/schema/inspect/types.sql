-- enums, domains and ranges; composite types are relations
select t.tableoid, t.oid, t.typtype, n.nspname, t.typname,
       format_type(b.oid, t.typtypmod),
       case when l.oid is null then '' else format('%I.%I', ln.nspname, l.collname) end,
       coalesce(pg_get_expr(t.typdefaultbin, 0), ''),
       t.typnotnull,
       k.oid, k.conname, k.convalidated, -- since 17
       null, null, null,                 -- before 17
       case when o.oid is null or o.opcdefault then '' else format('%I.%I', opn.nspname, o.opcname) end,
       case when cf.oid is not null then format('%I.%I', cn.nspname, cf.proname) end,
       case when df.oid is not null then format('%I.%I', dn.nspname, df.proname) end,
       case when m.oid is not null then format('%I.%I', mn.nspname, m.typname) end
  from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
  left join pg_range r on r.rngtypid = t.oid
  left join pg_type b on b.oid = case t.typtype when 'd' then t.typbasetype else r.rngsubtype end
  left join pg_collation l on l.oid = case t.typtype when 'd' then t.typcollation else r.rngcollation end
    and l.oid <> b.typcollation
  left join pg_namespace ln on ln.oid = l.collnamespace
  left join pg_constraint k on k.contypid = t.oid and k.contype = 'n' -- since 17
  left join pg_opclass o on o.oid = r.rngsubopc
  left join pg_namespace opn on opn.oid = o.opcnamespace
  left join pg_proc cf on cf.oid = r.rngcanonical
  left join pg_namespace cn on cn.oid = cf.pronamespace
  left join pg_proc df on df.oid = r.rngsubdiff
  left join pg_namespace dn on dn.oid = df.pronamespace
  left join pg_type m on m.oid = r.rngmultitypid
  left join pg_namespace mn on mn.oid = m.typnamespace
 where t.typtype in ('e', 'd', 'r') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
