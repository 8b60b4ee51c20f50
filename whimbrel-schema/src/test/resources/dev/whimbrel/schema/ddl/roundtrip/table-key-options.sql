create table t (a integer primary key with (fillfactor = 70), b integer, constraint u unique (b) with (deduplicate_items = off, fillfactor = 80) deferrable);
