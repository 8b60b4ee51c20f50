create table t (id integer);
create sequence t_numbers owned by t.id;
