create table t (a integer, b integer, c text);
create index i on t (a desc, b asc nulls first, c desc nulls last);
