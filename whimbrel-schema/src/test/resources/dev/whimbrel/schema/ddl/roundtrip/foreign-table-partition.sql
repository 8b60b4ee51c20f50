create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw;
create table p (a integer, b text) partition by list (a);
create foreign table p1 partition of p for values in (1) server far options (table_name 'p1');
create table p2 partition of p for values in (2);
