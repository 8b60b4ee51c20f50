create table t (a integer);
alter table t add constraint later check (a > 0) not valid;
