create type mood as enum ('x');
alter type mood owner to rt_owner;
comment on type mood is 'how it goes';
revoke usage on type mood from public;
grant usage on type mood to rt_reader;
create schema z1;
create schema z2;
create schema z3;
