alter default privileges grant select on tables to rt_reader;
alter default privileges revoke execute on functions from public;
create schema app;
alter default privileges in schema app grant usage, select on sequences to rt_writer with grant option;
alter default privileges in schema app grant usage on types to rt_reader;
alter default privileges grant usage on schemas to rt_reader;
create table before_and_after (a integer);
