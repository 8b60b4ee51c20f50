create table t (a integer);
create view v as select a from t;
alter view v alter a set default 3;
create function f() returns trigger language plpgsql as 'begin insert into public.t values (new.a); return new; end';
create trigger i instead of insert on v for each row execute function f();
