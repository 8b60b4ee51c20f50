create table t (id int primary key, a text, b text);
create view plain as select id, a from t where b = 'x;';
create view checked with (security_barrier) as select id, a from t where a <> '' with cascaded check option;
create view invoked with (security_invoker = true) as select * from t; -- since 15
create view of_view (one, two) as select id, a collate "C" from plain;
alter view of_view alter one set default 5;
create recursive view counting (n) as values (1) union all select n + 1 from counting where n < 5;
create view grouped as select id, a from t group by id;
create materialized view filled with (fillfactor = 80) as select id, a from t;
create materialized view empty as select count(*) as n, 'x;'::text as x from filled with no data;
alter materialized view filled alter a set statistics 10;
create rule on_insert as on insert to plain do instead insert into t (id, a) values (new.id, new.a);
create rule noted as on delete to t do also (notify gone; select 1);
alter table t disable rule noted;
comment on column plain.a is 'a column of a view';
grant select (a) on plain to public;
create function reads() returns bigint language sql begin atomic select count(*) from of_view; select count(a) from t; end;
create view calls as select reads() as n, t as whole from t;
