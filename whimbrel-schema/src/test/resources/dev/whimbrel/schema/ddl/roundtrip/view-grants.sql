create table t (a integer, b integer);
create view v as select a, b from t;
alter view v owner to rt_owner;
grant select on v to rt_reader;
grant update (b) on v to rt_writer;
create schema z1;
create schema z2;
create schema z3;
