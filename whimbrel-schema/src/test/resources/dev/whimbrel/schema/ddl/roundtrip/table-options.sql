create table t (a text) with (autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.05, fillfactor = 70, parallel_workers = 4, toast.autovacuum_enabled = off);
