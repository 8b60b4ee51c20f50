-- only the names of the options; the last says whether they may be seen: to others than these, their absence looks the same
select 'pg_user_mapping'::regclass::oid, u.umid, u.srvname, u.usename,
       array(select o.option_name from pg_options_to_table(u.umoptions) o),
       u.umoptions is not null
         or (u.umuser = 0 or pg_get_userbyid(u.umuser) = current_user) and has_server_privilege(u.srvid, 'USAGE')
         or (select r.rolsuper from pg_roles r where r.rolname = current_user)
         or u.umuser = 0 and pg_has_role((select s.srvowner from pg_foreign_server s where s.oid = u.srvid), 'USAGE')
  from pg_user_mappings u
