CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD COLUMN s int GENERATED ALWAYS AS (a + 1) STORED;
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:1:1 column s of public.t takes its values from stored generation, for which every row is written at once
