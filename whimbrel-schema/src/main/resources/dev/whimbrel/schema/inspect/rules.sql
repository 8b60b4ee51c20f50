select r.tableoid, r.oid, r.ev_class, r.rulename, pg_get_ruledef(r.oid), r.ev_enabled
  from pg_rewrite r
  join pg_class c on c.oid = r.ev_class
  join pg_namespace n on n.oid = c.relnamespace
 where r.rulename <> '_RETURN' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
