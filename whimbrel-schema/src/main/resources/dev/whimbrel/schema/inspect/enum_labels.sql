select e.enumtypid, e.enumlabel
  from pg_enum e
 order by e.enumtypid, e.enumsortorder
