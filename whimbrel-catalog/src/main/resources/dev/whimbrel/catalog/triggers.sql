select format('trigger %I on %s enabled %s: %s', t.tgname, t.tgrelid::regclass, t.tgenabled, pg_get_triggerdef(t.oid))
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join scope s on s.oid = c.relnamespace
 where not t.tgisinternal
union all
-- those of foreign keys have numbers in their names; what can differ is whether they are switched off
select format('constraint trigger of %I on %s enabled %s', k.conname, t.tgrelid::regclass, t.tgenabled)
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join scope s on s.oid = c.relnamespace
  join pg_constraint k on k.oid = t.tgconstraint
 where t.tgisinternal and t.tgenabled <> 'O'
union all
select format(e'event trigger %I on %s calls %s tags %s\x01 owner %s\x02 enabled %s', e.evtname, e.evtevent,
         e.evtfoid::regprocedure, e.evttags, pg_get_userbyid(e.evtowner), e.evtenabled)
  from pg_event_trigger e
 where (select count(*) from member m where m.classid = 'pg_event_trigger'::regclass and m.objid = e.oid) = 0
