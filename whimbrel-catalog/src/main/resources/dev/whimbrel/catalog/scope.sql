-- what the other queries select from: the user's schemas, and what belongs to an extension
with scope as (
  select oid, nspname
    from pg_namespace
   where nspname !~ '^pg_' and nspname <> 'information_schema' and nspname <> all (?)
), member as (
  select classid, objid from pg_depend where deptype = 'e'
)
