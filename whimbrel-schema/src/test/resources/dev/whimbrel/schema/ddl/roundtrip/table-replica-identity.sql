create table a (x integer);
alter table a replica identity full;
create table b (x integer);
alter table b replica identity nothing;
create table c (x integer not null);
create unique index c_x on c (x);
alter table c replica identity using index c_x;
create table d (x integer not null constraint d_u unique);
alter table d replica identity using index d_u;
