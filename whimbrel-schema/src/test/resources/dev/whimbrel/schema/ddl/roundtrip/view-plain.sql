create table t (a integer, b text);
create view v as select a, b as c, a + 1 as d from t where a > 0;
comment on view v is 'some';
comment on column v.c is 'renamed';
