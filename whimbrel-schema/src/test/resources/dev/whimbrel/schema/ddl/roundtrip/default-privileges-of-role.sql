alter default privileges for role rt_owner grant insert on tables to rt_writer;
alter default privileges for role rt_owner revoke usage on types from public;
