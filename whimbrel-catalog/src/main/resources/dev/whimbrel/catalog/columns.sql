select format('column %s.%I #%s %s', c.oid::regclass, a.attname,
         row_number() over (partition by c.oid order by a.attnum), format_type(a.atttypid, a.atttypmod))
       || coalesce(' collate ' || (select l.oid::regcollation::text from pg_collation l
                                    where l.oid = a.attcollation and l.oid <> t.typcollation), '')
       || case when a.attnotnull then ' not null' else '' end
       || case when a.attgenerated <> '' then ' generated ' || a.attgenerated::text else '' end
       || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
       || ' storage ' || a.attstorage::text
       || case when a.attcompression <> '' then ' compression ' || a.attcompression::text else '' end
       || coalesce(' statistics ' || nullif(a.attstattarget, -1), '')
       || coalesce(' options ' || a.attoptions::text, '')
       || coalesce(' foreign options ' || a.attfdwoptions::text, '')
       || case when not a.attislocal then ' inherited' else '' end
       || e'\x01' || coalesce(' acl ' || nullif(array(select x::text collate "C" from unnest(a.attacl) x order by 1), '{}')::text, '') || e'\x02'
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join scope s on s.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c')
   and (select count(*) from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid) = 0
