select format(e'extension %I\x01 version %s\x02 schema %I', e.extname, e.extversion, n.nspname)
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace
