create table t (a integer, gone text, b integer);
alter table t drop column gone;
alter table t add column c integer not null default 3;
