create sequence s;
grant usage, select on sequence s to rt_reader;
alter sequence s owner to rt_owner;
create schema z1;
create schema z2;
create schema z3;
