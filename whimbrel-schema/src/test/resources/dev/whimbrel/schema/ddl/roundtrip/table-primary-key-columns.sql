create table t (a integer, b integer, c text, constraint "The Key" primary key (b, a) include (c));
