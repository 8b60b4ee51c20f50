create table p (a integer not null) partition by list (a);
alter table only p add constraint p_pk primary key (a);
create table p1 (a integer not null, constraint own_pk primary key (a));
alter table p attach partition p1 for values in (1);
alter index p_pk attach partition own_pk;
