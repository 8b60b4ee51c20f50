create extension hstore schema public;
create extension postgres_fdw;
comment on extension postgres_fdw is 'our own words';
create table bag (h hstore);
create index bag_h on bag using gin (h);
create view keys as select akeys(h) as k from bag;
create collation german (provider = icu, locale = 'de-DE', deterministic = false);
create collation plain from "C";
create collation both_of (lc_collate = 'C', lc_ctype = 'POSIX');
create text search dictionary simpler (template = simple, stopwords = english, accept = 'false');
create text search configuration own (parser = "default");
alter text search configuration own add mapping for asciiword, word with simpler, english_stem;
create foreign data wrapper mine options (debug 'true', api_key 'geheim');
create server remote type 'pg' version '9' foreign data wrapper postgres_fdw options (host 'db.example', dbname 'x');
create server locked foreign data wrapper mine options (password 'geheim', "passfile" 'x');
create user mapping for current_user server remote options (user 'me', password 'geheim');
create user mapping for public server locked;
create foreign table far (id int options (column_name 'ID'), b text not null) server remote options (table_name 'Far', schema_name 's');
create table t (a int, b int, c text, primary key (a));
create statistics t_ab (dependencies, ndistinct) on a, b from t;
create statistics t_expr on (a + b), lower(c) from t;
alter statistics t_ab set statistics 400;
create publication every for all tables;
create publication several for table t, bag with (publish = 'insert, delete', publish_via_partition_root);
create publication picked for table t (a, c) where (a > 5); -- since 15
create publication schemas for tables in schema public; -- since 15
create publication computed for table bag with (publish_generated_columns = stored); -- since 18
comment on server remote is 'far away';
comment on publication several is 'some';
comment on collation german is 'German';
comment on statistics t_ab is 'ab';
comment on text search configuration own is 'own';
comment on text search dictionary simpler is 'simpler';
comment on foreign data wrapper mine is 'mine';
grant usage on foreign server remote to public;
grant usage on foreign data wrapper mine to public;
create collation with_rules (provider = icu, locale = 'und', rules = '&V << w <<< W'); -- since 16
create collation built_in (provider = builtin, locale = 'C.UTF-8'); -- since 17
