CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
ALTER TABLE t ADD CHECK (a IS NOT NULL);
-- == migration
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- == rewritten
-- nothing to rewrite
