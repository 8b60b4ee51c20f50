create table t (a integer not null, b integer check (b > 0), constraint smaller check (a < b));
