create function f(a integer) returns integer language sql as 'select 1';
revoke execute on function f(integer) from public;
grant execute on function f(integer) to rt_reader;
comment on function f(integer) is 'one';
alter function f(integer) owner to rt_owner;
create schema z1;
create schema z2;
create schema z3;
