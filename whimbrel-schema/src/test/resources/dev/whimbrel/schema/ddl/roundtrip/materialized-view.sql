create table t (a integer, b text);
create materialized view m with (fillfactor = 80) as select a, b from t;
create unique index m_a on m (a);
alter materialized view m alter a set statistics 50;
comment on materialized view m is 'kept';
comment on column m.b is 'the b';
