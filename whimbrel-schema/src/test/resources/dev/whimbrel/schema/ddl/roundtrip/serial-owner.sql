create table t (id bigserial primary key);
alter table t owner to rt_owner;
grant select on t to rt_reader;
grant usage on sequence t_id_seq to rt_reader;
create schema z1;
create schema z2;
create schema z3;
