select format('rule %I on %s enabled %s: %s', r.rulename, r.ev_class::regclass, r.ev_enabled, pg_get_ruledef(r.oid))
  from pg_rewrite r
  join pg_class c on c.oid = r.ev_class
  join scope s on s.oid = c.relnamespace
 where r.rulename <> '_RETURN'
   and (select count(*) from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid) = 0
