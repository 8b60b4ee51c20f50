create table t (a integer primary key using index tablespace rt_space, b integer, constraint x exclude using btree (b with =) using index tablespace rt_space where (b > 0)) tablespace rt_space;
create index i on t (b) tablespace rt_space where b > 1;
create materialized view m tablespace rt_space as select 1 as one;
