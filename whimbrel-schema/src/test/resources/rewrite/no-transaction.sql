CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
-- whimbrel: no-transaction
CREATE INDEX CONCURRENTLY t_a ON t (a);
ALTER TABLE t ALTER b SET NOT NULL;
-- == rewritten
-- outside a transaction
CREATE INDEX CONCURRENTLY t_a ON t (a);

-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_b_is_set CHECK (b IS NOT NULL) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_b_is_set;

-- in one transaction
ALTER TABLE t ALTER COLUMN b SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT t_b_is_set;
