create table t (a integer);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger d before insert on t for each row execute function f();
create trigger r before insert on t for each row execute function f();
create trigger a before insert on t for each row execute function f();
alter table t disable trigger d;
alter table t enable replica trigger r;
alter table t enable always trigger a;
