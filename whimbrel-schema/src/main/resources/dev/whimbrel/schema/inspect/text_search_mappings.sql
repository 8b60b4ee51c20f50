select m.mapcfg, k.alias, format('%I.%I', dn.nspname, d.dictname)
  from pg_ts_config g
  join pg_namespace n on n.oid = g.cfgnamespace
 cross join lateral ts_token_type(g.cfgparser) k
  join pg_ts_config_map m on m.mapcfg = g.oid and m.maptokentype = k.tokid
  join pg_ts_dict d on d.oid = m.mapdict
  join pg_namespace dn on dn.oid = d.dictnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by m.mapcfg, m.maptokentype, m.mapseqno
