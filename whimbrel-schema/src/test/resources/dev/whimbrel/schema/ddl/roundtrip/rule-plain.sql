create table t (a integer);
create table log (a integer);
create rule r as on insert to t where new.a > 0 do also insert into log values (new.a);
create rule n as on delete to t do instead nothing;
comment on rule r on t is 'writes';
alter table t disable rule n;
