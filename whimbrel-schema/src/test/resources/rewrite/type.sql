CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ALTER COLUMN a TYPE bigint;
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:1:1 the new type of column a of public.t needs every row to be written; a new column in its place would be the last of the table
