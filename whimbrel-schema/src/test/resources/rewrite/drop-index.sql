CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b);
-- == migration
DROP INDEX t_a, t_b;
-- == rewritten
-- outside a transaction
DROP INDEX CONCURRENTLY t_a;

-- outside a transaction
DROP INDEX CONCURRENTLY t_b;
