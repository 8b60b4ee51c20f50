create table p (a integer default 1, b integer);
create table c () inherits (p);
alter table c alter a drop default, alter b set default 5, alter b set not null;
alter table only p alter a set statistics 100;
