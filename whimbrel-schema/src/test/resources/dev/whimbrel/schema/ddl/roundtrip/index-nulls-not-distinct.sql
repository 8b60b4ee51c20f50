-- since: 15
create table t (a integer);
create unique index i on t (a) nulls not distinct;
