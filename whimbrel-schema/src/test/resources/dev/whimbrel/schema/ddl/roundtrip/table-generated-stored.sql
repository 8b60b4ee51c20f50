create table t (a integer, b integer generated always as (a * 2) stored, c text generated always as (upper('x' || a::text)) stored);
