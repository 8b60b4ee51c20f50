create table t (a integer, b text, c text);
grant select (a, b), update (b) on t to rt_reader;
grant insert (c) on t to rt_writer with grant option;
