create table p1 (a integer);
create table p2 (b integer, a integer);
create table c (z text) inherits (p1, p2);
