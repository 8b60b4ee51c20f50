create table a (x integer);
create table b () inherits (a);
create publication p for table only a;
