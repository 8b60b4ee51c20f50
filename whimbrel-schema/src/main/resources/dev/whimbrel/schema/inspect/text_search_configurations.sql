select g.tableoid, g.oid, n.nspname, g.cfgname, format('%I.%I', pn.nspname, p.prsname)
  from pg_ts_config g
  join pg_namespace n on n.oid = g.cfgnamespace
  join pg_ts_parser p on p.oid = g.cfgparser
  join pg_namespace pn on pn.oid = p.prsnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
