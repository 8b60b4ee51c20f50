create table g (a integer);
create table p (b integer) inherits (g);
create table c (x integer primary key) inherits (p);
