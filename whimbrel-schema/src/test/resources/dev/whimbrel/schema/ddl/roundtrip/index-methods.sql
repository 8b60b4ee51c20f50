create table t (a integer, b integer[], c point, d text, e inet);
create index on t using hash (a);
create index on t using gin (b) with (fastupdate = off, gin_pending_list_limit = 100);
create index on t using gist (c) with (buffering = on);
create index on t using spgist (d);
create index on t using brin (a) with (pages_per_range = 16, autosummarize = on);
