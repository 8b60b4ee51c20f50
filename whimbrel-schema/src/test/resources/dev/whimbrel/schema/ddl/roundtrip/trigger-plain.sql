create table t (a integer, b integer);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger one before insert or update of a, b on t for each row when (new.a > 0) execute function f('x', 'it''s');
create trigger two after delete or truncate on t for each statement execute function f();
comment on trigger one on t is 'first';
