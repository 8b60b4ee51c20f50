select s.tableoid, s.oid, s.srvname, w.fdwname, coalesce(s.srvtype, ''), coalesce(s.srvversion, ''), s.srvoptions
  from pg_foreign_server s
  join pg_foreign_data_wrapper w on w.oid = s.srvfdw
