create table t (a integer, b integer);
create function total(t) returns integer language sql immutable as 'select $1.a + $1.b';
