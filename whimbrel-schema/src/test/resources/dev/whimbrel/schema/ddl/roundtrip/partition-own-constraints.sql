create table p (a integer, b integer default 1) partition by list (a);
create table p1 partition of p (b default 2 not null, constraint own check (b > 0)) for values in (1);
create table p2 partition of p for values in (2);
alter table p2 alter b drop default;
alter table p2 add unique (b);
create index p2_b on p2 (b);
