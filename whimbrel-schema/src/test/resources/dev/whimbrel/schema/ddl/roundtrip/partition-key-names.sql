create table p (a integer) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint odd_key primary key (a);
create table p2 partition of p for values in (2);
alter table p add constraint p_pk primary key (a);
