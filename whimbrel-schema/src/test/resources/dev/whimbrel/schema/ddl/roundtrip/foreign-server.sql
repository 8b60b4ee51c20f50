create extension postgres_fdw;
create server far type 'pg' version '15' foreign data wrapper postgres_fdw options (dbname 'it''s', host 'h.example', port '5432');
comment on server far is 'over there';
grant usage on foreign server far to rt_reader;
