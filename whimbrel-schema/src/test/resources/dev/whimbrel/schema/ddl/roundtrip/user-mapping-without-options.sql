create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw;
create user mapping for rt_reader server far;
create user mapping for public server far;
