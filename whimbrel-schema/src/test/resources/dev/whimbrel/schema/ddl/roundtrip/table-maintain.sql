-- since: 17
create table t (a integer);
grant maintain on t to rt_reader;
