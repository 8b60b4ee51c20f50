-- the rarer kinds; as JSON where the columns differ between versions
select format(e'publication %I\x01 owner %s\x02: %s', p.pubname, pg_get_userbyid(p.pubowner), to_jsonb(p) - 'oid' - 'pubowner')
  from pg_publication p
union all
select 'publication table ' || to_jsonb(t)::text from pg_publication_tables t
union all
select format('subscription %I', u.subname)
  from pg_subscription u join pg_database b on b.oid = u.subdbid and b.datname = current_database()
union all
select format('statistics %s target %s', pg_get_statisticsobjdef(x.oid), nullif(x.stxstattarget, -1))
  from pg_statistic_ext x join scope s on s.oid = x.stxnamespace
union all
select format('collation %s: %s', l.oid::regcollation, to_jsonb(l) - 'oid' - 'collnamespace' - 'collowner')
  from pg_collation l join scope s on s.oid = l.collnamespace
 where (select count(*) from member m where m.classid = 'pg_collation'::regclass and m.objid = l.oid) = 0
union all
select format('cast from %s to %s function %s context %s method %s', format_type(k.castsource, null),
         format_type(k.casttarget, null), k.castfunc::regprocedure, k.castcontext, k.castmethod)
  from pg_cast k
 where k.oid >= 16384
   and (select count(*) from member m where m.classid = 'pg_cast'::regclass and m.objid = k.oid) = 0
union all
select format(e'operator %s function %s commutator %s negator %s restrict %s join %s merges %s hashes %s\x01 owner %s\x02',
         o.oid::regoperator, o.oprcode, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest, o.oprjoin,
         o.oprcanmerge, o.oprcanhash, pg_get_userbyid(o.oprowner))
  from pg_operator o join scope s on s.oid = o.oprnamespace
 where (select count(*) from member m where m.classid = 'pg_operator'::regclass and m.objid = o.oid) = 0
union all
select format('%s %s', i.type, i.identity)
  from (select 'pg_opclass'::regclass as class, oid, opcnamespace as namespace from pg_opclass
        union all select 'pg_opfamily'::regclass, oid, opfnamespace from pg_opfamily
        union all select 'pg_conversion'::regclass, oid, connamespace from pg_conversion
        union all select 'pg_ts_config'::regclass, oid, cfgnamespace from pg_ts_config
        union all select 'pg_ts_dict'::regclass, oid, dictnamespace from pg_ts_dict
        union all select 'pg_ts_parser'::regclass, oid, prsnamespace from pg_ts_parser
        union all select 'pg_ts_template'::regclass, oid, tmplnamespace from pg_ts_template) x
  join scope s on s.oid = x.namespace
 cross join lateral pg_identify_object(x.class, x.oid, 0) i
 where (select count(*) from member m where m.classid = x.class and m.objid = x.oid) = 0
union all
select format('%s member %s', i.type, i.identity)
  from (select 'pg_amop'::regclass as class, a.oid, f.opfnamespace as namespace, f.oid as family
          from pg_amop a join pg_opfamily f on f.oid = a.amopfamily
        union all
        select 'pg_amproc'::regclass, a.oid, f.opfnamespace, f.oid
          from pg_amproc a join pg_opfamily f on f.oid = a.amprocfamily) x
  join scope s on s.oid = x.namespace
 cross join lateral pg_identify_object(x.class, x.oid, 0) i
 where (select count(*) from member m where m.classid = 'pg_opfamily'::regclass and m.objid = x.family) = 0
union all
select format('text search dictionary %I.%I options %s', s.nspname, d.dictname, d.dictinitoption)
  from pg_ts_dict d join scope s on s.oid = d.dictnamespace
 where (select count(*) from member m where m.classid = 'pg_ts_dict'::regclass and m.objid = d.oid) = 0
union all
select format('text search configuration %s token %s #%s %s', g.oid::regconfig, m.maptokentype, m.mapseqno,
         m.mapdict::regdictionary)
  from pg_ts_config g
  join scope s on s.oid = g.cfgnamespace
  join pg_ts_config_map m on m.mapcfg = g.oid
union all
select format('language %I trusted %s', l.lanname, l.lanpltrusted) from pg_language l where l.oid >= 16384
union all
select format(e'foreign data wrapper %I options %s\x01 acl %s\x02', w.fdwname, w.fdwoptions,
         array(select a::text collate "C" from unnest(coalesce(w.fdwacl, acldefault('F', w.fdwowner))) a order by 1))
  from pg_foreign_data_wrapper w
 where (select count(*) from member m where m.classid = 'pg_foreign_data_wrapper'::regclass and m.objid = w.oid) = 0
union all
select format(e'server %I of %I type %s version %s options %s\x01 owner %s acl %s\x02', v.srvname, w.fdwname, v.srvtype,
         v.srvversion, v.srvoptions, pg_get_userbyid(v.srvowner),
         array(select a::text collate "C" from unnest(coalesce(v.srvacl, acldefault('S', v.srvowner))) a order by 1))
  from pg_foreign_server v join pg_foreign_data_wrapper w on w.oid = v.srvfdw
union all
select format('user mapping for %s at %I options %s', u.usename, u.srvname, u.umoptions) from pg_user_mappings u
union all
select format('large objects: %s', count(*)) from pg_largeobject_metadata having count(*) > 0
