CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
-- why
CREATE UNIQUE INDEX ON t USING btree (a, lower(b)) WHERE a > 3; -- behind
-- == rewritten
-- outside a transaction
-- why
-- behind
CREATE UNIQUE INDEX CONCURRENTLY t_a_lower_idx ON t USING btree (a, lower(b)) WHERE a > 3;
