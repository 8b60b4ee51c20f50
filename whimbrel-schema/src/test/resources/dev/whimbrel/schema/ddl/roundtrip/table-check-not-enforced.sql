-- since: 18
create table t (a integer, constraint soft check (a > 0) not enforced);
