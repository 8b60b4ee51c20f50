-- since: 15
create table t (a integer, constraint u unique nulls not distinct (a));
