create table t (id integer);
create function n() returns bigint language sql stable begin atomic select count(*) from t; end;
alter table t add column ordinal bigint default n();
