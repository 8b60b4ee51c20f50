create schema a;
create schema b;
create type b.status as enum ('x');
create table b.r (id integer primary key);
create table a.t (id integer primary key, r integer references b.r, s b.status default 'x');
create view b.v as select t.id from a.t;
create function a.f(b.status) returns b.status language sql as 'select $1';
