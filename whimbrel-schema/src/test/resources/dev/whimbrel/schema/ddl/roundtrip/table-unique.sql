create table t (a integer unique, b integer, c integer, unique (b, c), constraint named unique (c) include (a));
