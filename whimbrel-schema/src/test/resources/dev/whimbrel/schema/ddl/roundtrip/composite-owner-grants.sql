create type c as (a integer);
alter type c owner to rt_owner;
revoke usage on type c from public;
grant usage on type c to rt_reader;
create schema z1;
create schema z2;
