create table t (a integer, b integer);
alter table t alter a set statistics 500, alter a set (n_distinct = -0.5, n_distinct_inherited = 10), alter b set statistics 0;
