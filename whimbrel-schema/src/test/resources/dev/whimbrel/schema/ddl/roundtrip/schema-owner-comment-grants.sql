create schema app authorization rt_owner;
comment on schema app is E'two\nlines; it''s';
grant usage on schema app to rt_reader;
grant all on schema app to rt_writer with grant option;
create schema a;
create schema b;
