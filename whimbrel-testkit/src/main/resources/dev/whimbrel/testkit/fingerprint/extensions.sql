select format('extension %I version %s schema %I', e.extname, e.extversion, n.nspname)
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace
