create table t (a integer, b text);
create unique index i on t (a) include (b) with (fillfactor = 70, deduplicate_items = off);
