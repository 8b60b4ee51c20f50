create table t (a integer, b integer);
comment on table t is 'a table';
comment on column t.a is 'a column; with -- dashes /* and */ stars';
