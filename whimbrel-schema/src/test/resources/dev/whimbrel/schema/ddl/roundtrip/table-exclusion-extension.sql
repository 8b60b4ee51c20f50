create extension btree_gist;
create table t (during tstzrange, room integer, exclude using gist (room with =, during with &&) with (fillfactor = 60) deferrable initially deferred);
