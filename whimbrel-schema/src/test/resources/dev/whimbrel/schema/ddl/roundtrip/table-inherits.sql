create table p (a integer not null default 1, b text check (b <> ''));
create table c (d integer) inherits (p);
create table e (a integer default 2) inherits (p);
