create function f() returns trigger language plpgsql as 'begin return new; end';
create table p (a integer) partition by list (a);
create table p1 partition of p for values in (1);
create trigger t after insert on p for each row execute function f();
create trigger own before insert on p1 for each row execute function f();
