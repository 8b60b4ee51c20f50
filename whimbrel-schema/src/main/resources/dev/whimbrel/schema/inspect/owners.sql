-- public belongs from the start to the first superuser (14), or to pg_database_owner
select o.class, o.oid, pg_get_userbyid(o.owner)
  from (select tableoid as class, oid, nspowner as owner from pg_namespace
               where nspname <> 'public' or nspowner not in (10, 6171)
        union all select tableoid, oid, relowner from pg_class where relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c')
        union all select tableoid, oid, typowner from pg_type where typtype in ('e', 'd', 'r')
        union all select tableoid, oid, proowner from pg_proc
        union all select tableoid, oid, oprowner from pg_operator
        union all select tableoid, oid, collowner from pg_collation
        union all select tableoid, oid, dictowner from pg_ts_dict
        union all select tableoid, oid, cfgowner from pg_ts_config
        union all select tableoid, oid, fdwowner from pg_foreign_data_wrapper
        union all select tableoid, oid, srvowner from pg_foreign_server
        union all select tableoid, oid, stxowner from pg_statistic_ext
        union all select tableoid, oid, evtowner from pg_event_trigger
        union all select tableoid, oid, pubowner from pg_publication) o
 where o.oid >= 16384 or o.class = 'pg_namespace'::regclass
