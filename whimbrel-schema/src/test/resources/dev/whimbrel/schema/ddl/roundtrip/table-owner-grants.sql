create table t (a integer, b text);
alter table t owner to rt_owner;
grant select on t to public;
grant insert, select, update on t to rt_reader;
grant all on t to rt_writer with grant option;
revoke delete on t from rt_owner;
create schema z1;
create schema z2;
create schema z3;
