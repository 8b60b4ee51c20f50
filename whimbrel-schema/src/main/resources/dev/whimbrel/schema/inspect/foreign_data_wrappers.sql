select w.tableoid, w.oid, w.fdwname,
       case when h.oid is null then '' else format('%I.%I', hn.nspname, h.proname) end,
       case when v.oid is null then '' else format('%I.%I', vn.nspname, v.proname) end, w.fdwoptions
  from pg_foreign_data_wrapper w
  left join pg_proc h on h.oid = w.fdwhandler
  left join pg_namespace hn on hn.oid = h.pronamespace
  left join pg_proc v on v.oid = w.fdwvalidator
  left join pg_namespace vn on vn.oid = v.pronamespace
 where w.oid >= 16384
