create table t (a integer);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger one after update on t referencing old table as o new table as n for each statement execute function f();
