create table t (a integer, b text);
create index i on t (lower(b), (a + 1)) where a > 0 and b is not null;
alter index i alter column 1 set statistics 500;
