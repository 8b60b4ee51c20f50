-- since: 18
create table t (a integer);
alter table t add constraint soon not null a not valid;
