create text search configuration en (copy = english);
create table t (body text, tsv tsvector generated always as (to_tsvector('en', body)) stored);
create index on t using gin (tsv);
