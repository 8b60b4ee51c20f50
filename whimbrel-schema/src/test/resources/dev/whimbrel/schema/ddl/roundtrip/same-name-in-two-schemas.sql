create schema a;
create schema b;
create table a.t (id serial primary key);
create table b.t (id serial primary key);
create index i on a.t (id);
create index i on b.t (id);
