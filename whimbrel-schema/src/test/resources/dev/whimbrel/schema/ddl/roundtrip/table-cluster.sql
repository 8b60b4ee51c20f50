create table a (x integer primary key, y integer);
alter table a cluster on a_pkey;
create table b (x integer);
create index b_x on b (x);
alter table b cluster on b_x;
