select e.tableoid, e.oid, e.evtname, e.evtevent, e.evttags, format('%I.%I', n.nspname, p.proname), e.evtenabled
  from pg_event_trigger e
  join pg_proc p on p.oid = e.evtfoid
  join pg_namespace n on n.oid = p.pronamespace
