-- all that is not the server's own, temporary, or rows, as large objects are; what it is a part of, if it is; whether that needs what the part needs
with lasting as (
  select oid from pg_namespace where nspname !~ '^pg_(toast_)?temp_'
), relation as (
  select c.oid, c.relkind, c.reltoastrelid from pg_class c join lasting n on n.oid = c.relnamespace
), key as (
  select k.tableoid, k.oid, k.conindid from pg_constraint k where k.contype in ('p', 'u', 'x')
)
select p.class, p.oid, p.parent_class, p.parent, p.parent_sub, p.speaks
  from (
    select n.tableoid as class, n.oid, null::oid as parent_class, null::oid as parent, 0 as parent_sub, true as speaks
      from pg_namespace n join lasting l on l.oid = n.oid
    union all
    select 'pg_class'::regclass, c.oid, 'pg_class'::regclass, d.refobjid, d.refobjsubid, true
      from relation c
      left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
        and d.deptype = 'i' and c.relkind = 'S'
     where c.relkind not in ('i', 'I', 't')
    union all
    select 'pg_class'::regclass, t.oid, 'pg_class'::regclass, c.oid, 0, true
      from relation t join relation c on c.reltoastrelid = t.oid
    union all
    select 'pg_class'::regclass, c.oid, coalesce(k.tableoid, 'pg_class'::regclass), coalesce(k.oid, i.indrelid), 0, true
      from relation c join pg_index i on i.indexrelid = c.oid left join key k on k.conindid = c.oid
    union all
    select t.tableoid, t.oid,
           case when t.typrelid <> 0 then 'pg_class'::regclass when e.oid is not null or r.rngtypid is not null
             then t.tableoid end,
           case when t.typrelid <> 0 then t.typrelid else coalesce(e.oid, r.rngtypid) end, 0, true
      from pg_type t
      join lasting l on l.oid = t.typnamespace
      left join pg_type e on e.typarray = t.oid
      left join pg_range r on r.rngmultitypid = t.oid
    union all
    select a.tableoid, a.oid, 'pg_class'::regclass, a.adrelid, a.adnum, true
      from pg_attrdef a join relation c on c.oid = a.adrelid
    union all
    select k.tableoid, k.oid,
           case when sub.oid is not null then k.tableoid
             when t.oid is not null then t.tableoid
             when k.conrelid <> 0 then 'pg_class'::regclass
             else 'pg_type'::regclass end,
           coalesce(sub.oid, t.oid, nullif(k.conrelid, 0), k.contypid),
           case when k.contype = 'n' and k.conrelid <> 0 then k.conkey[1] else 0 end,
           sub.oid is null
      from pg_constraint k
      join lasting l on l.oid = k.connamespace
      left join pg_constraint sub on k.contype = 'f' and sub.oid = k.conparentid and sub.confrelid <> k.confrelid
      left join pg_trigger t on k.contype = 't' and t.tgconstraint = k.oid and not t.tgisinternal
    union all
    select r.tableoid, r.oid, 'pg_class'::regclass, r.ev_class, 0, true
      from pg_rewrite r join relation c on c.oid = r.ev_class
    union all
    select t.tableoid, t.oid, case when t.tgisinternal and t.tgconstraint <> 0 then 'pg_constraint'::regclass
             else 'pg_class'::regclass end,
           case when t.tgisinternal and t.tgconstraint <> 0 then t.tgconstraint else t.tgrelid end, 0, false
      from pg_trigger t join relation c on c.oid = t.tgrelid
    union all
    select p.tableoid, p.oid, 'pg_class'::regclass, p.polrelid, 0, true from pg_policy p
    union all
    select p.tableoid, p.oid, d.refclassid, d.refobjid, 0, true
      from pg_proc p
      join lasting l on l.oid = p.pronamespace
      left join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i'
        and d.refclassid = 'pg_type'::regclass
    union all
    select k.tableoid, k.oid, d.refclassid, d.refobjid, 0, true
      from pg_cast k
      left join pg_depend d on d.classid = 'pg_cast'::regclass and d.objid = k.oid and d.deptype = 'i'
        and d.refclassid = 'pg_type'::regclass
    union all
    select a.tableoid, a.oid, 'pg_opfamily'::regclass, a.amopfamily, 0, true from pg_amop a
    union all
    select a.tableoid, a.oid, 'pg_opfamily'::regclass, a.amprocfamily, 0, true from pg_amproc a
    union all
    select r.tableoid, r.oid, 'pg_publication'::regclass, r.prpubid, 0, true from pg_publication_rel r
    union all                                                                                                     -- since 15
    select s.tableoid, s.oid, 'pg_publication'::regclass, s.pnpubid, 0, true from pg_publication_namespace s     -- since 15
    union all
    select o.class, o.oid, null, null, 0, true
      from (select tableoid as class, oid from pg_operator
            union all select tableoid, oid from pg_opclass
            union all select tableoid, oid from pg_opfamily
            union all select tableoid, oid from pg_am
            union all select tableoid, oid from pg_language
            union all select tableoid, oid from pg_conversion
            union all select tableoid, oid from pg_collation
            union all select tableoid, oid from pg_transform
            union all select tableoid, oid from pg_ts_config
            union all select tableoid, oid from pg_ts_dict
            union all select tableoid, oid from pg_ts_parser
            union all select tableoid, oid from pg_ts_template
            union all select tableoid, oid from pg_foreign_data_wrapper
            union all select tableoid, oid from pg_foreign_server
            union all select 'pg_user_mapping'::regclass, umid from pg_user_mappings
            union all select tableoid, oid from pg_statistic_ext
            union all select tableoid, oid from pg_event_trigger
            union all select tableoid, oid from pg_publication
            union all select tableoid, oid from pg_extension
            union all select tableoid, oid from pg_default_acl
            union all select 'pg_subscription'::regclass, u.oid
                        from pg_subscription u join pg_database b on b.oid = u.subdbid and b.datname = current_database()
           ) o
  ) p
 where p.oid >= 16384
