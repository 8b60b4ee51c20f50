-- since: 15
create table a (x integer primary key, y integer, z text);
create publication p for table a (x, y) where (x > 5 and y < 3);
