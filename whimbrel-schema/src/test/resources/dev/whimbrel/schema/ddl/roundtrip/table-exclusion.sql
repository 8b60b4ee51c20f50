create table t (during tstzrange, room integer, constraint free exclude using gist (during with &&) where (room > 3));
