select d.tableoid, d.oid, n.nspname, d.dictname, format('%I.%I', tn.nspname, t.tmplname), coalesce(d.dictinitoption, '')
  from pg_ts_dict d
  join pg_namespace n on n.oid = d.dictnamespace
  join pg_ts_template t on t.oid = d.dicttemplate
  join pg_namespace tn on tn.oid = t.tmplnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
