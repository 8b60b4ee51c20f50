create table t (a integer, constraint own check (a > 0) no inherit);
