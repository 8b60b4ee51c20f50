select format(e'type %s kind %s\x01 owner %s\x02', t.oid::regtype, t.typtype, pg_get_userbyid(t.typowner))
       || case t.typtype
            when 'e' then ' labels ' || (select coalesce(json_agg(e.enumlabel order by e.enumsortorder)::text, '[]')
                                           from pg_enum e where e.enumtypid = t.oid)
            when 'd' then ' as ' || format_type(t.typbasetype, t.typtypmod)
                          || case when t.typnotnull then ' not null' else '' end
                          || coalesce(' default ' || coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault), '')
                          || coalesce(' collate ' || (select l.oid::regcollation::text from pg_collation l
                                                       where l.oid = t.typcollation), '')
            when 'r' then (select format(' of %s operator class %s canonical %s difference %s multirange %s',
                                    format_type(r.rngsubtype, null), o.opcname, r.rngcanonical, r.rngsubdiff,
                                    format_type(r.rngmultitypid, null))
                             from pg_range r join pg_opclass o on o.oid = r.rngsubopc where r.rngtypid = t.oid)
            when 'b' then format(' input %s output %s length %s', t.typinput, t.typoutput, t.typlen)
            else '' end
       || e'\x01 acl ' || array(select a::text collate "C"
                             from unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a order by 1)::text || e'\x02'
  from pg_type t
  join scope s on s.oid = t.typnamespace
  left join pg_class c on c.oid = t.typrelid
 where t.typcategory <> 'A' and (t.typrelid = 0 or c.relkind = 'c')
   and (select count(*) from member m where m.classid = 'pg_type'::regclass and m.objid = t.oid) = 0
