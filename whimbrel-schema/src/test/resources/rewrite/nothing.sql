CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
-- a new one
CREATE TABLE n (id int PRIMARY KEY, t int);
CREATE INDEX ON n (t);
ALTER TABLE t ADD COLUMN c int DEFAULT 5;
-- == rewritten
-- nothing to rewrite
