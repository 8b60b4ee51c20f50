create type mood as enum ('a', 'b');
create function f(mood) returns text language sql immutable as 'select $1::text';
create table t (m mood);
create view v as select f(m) as f, 'a'::mood as m, array_agg(m) over () as ms from t;
