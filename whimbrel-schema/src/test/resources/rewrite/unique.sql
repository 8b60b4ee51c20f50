CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED;
-- == rewritten
-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_a_b_key ON t (a, b);

-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_a_b_key UNIQUE USING INDEX t_a_b_key DEFERRABLE INITIALLY DEFERRED;
