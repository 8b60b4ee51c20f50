create table t (a integer);
create index i on t using brin (a int4_minmax_multi_ops(values_per_range=16));
