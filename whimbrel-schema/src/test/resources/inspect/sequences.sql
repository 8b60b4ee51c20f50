create sequence plain;
create unlogged sequence unlogged; -- since 15
create sequence small as smallint increment -2 minvalue -100 maxvalue -1 start -3 cache 7 cycle;
create table t (id serial, n int);
create sequence owned owned by t.n;
create sequence used;
alter table t alter n set default nextval('used');
grant usage on sequence plain to public;
comment on sequence plain is 'counts';
create table i (id int generated always as identity);
grant usage on sequence i_id_seq to public;
comment on sequence i_id_seq is 'counts, too';
