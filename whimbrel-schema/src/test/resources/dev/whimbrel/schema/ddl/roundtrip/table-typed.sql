create type person as (name text, age integer);
create table people of person (primary key (name), age with options not null default 3, check (age > 0));
create table others of person;
