create table t (a text, b varchar, c integer[], d jsonb);
create index i on t (a collate "C" text_pattern_ops, b varchar_pattern_ops);
create index j on t using gin (d jsonb_path_ops);
