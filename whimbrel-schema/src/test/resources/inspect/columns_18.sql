-- since 18
create table t (a int, b int generated always as (a * 2) virtual, c int not null, d int constraint called not null,
  e int, f int constraint local not null no inherit, g int);
alter table t add constraint later not null e not valid;
comment on constraint t_c_not_null on t is 'a word on it';
create table child () inherits (t);
create table renamed (a int not null);
alter table renamed rename to other;
create table p (a int not null) partition by list (a);
create table p1 partition of p for values in (1);
create domain d as int not null;
create domain e as int constraint named not null;
create table a_very_long_name_of_a_table_that_is_cut_off_by_the_server_1 (a_very_long_name_of_a_column_that_is_cut_off_too int not null);
