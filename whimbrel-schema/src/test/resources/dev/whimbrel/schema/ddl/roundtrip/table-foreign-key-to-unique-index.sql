create table a (id integer, k integer);
create unique index a_k on a (k);
create table b (k integer references a (k));
