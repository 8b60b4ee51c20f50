create table t (id serial primary key, small smallserial, big bigserial not null);
