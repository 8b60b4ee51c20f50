CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b);
INSERT INTO t SELECT i, i, 'b' FROM generate_series(1, 9) AS i;
-- == migration
ALTER TABLE t ADD COLUMN c int;
DROP INDEX t_a;
DROP INDEX t_b;
CREATE INDEX t_c ON t (c);
ALTER TABLE t ADD CONSTRAINT big CHECK (a > 0) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT big;
-- == rewritten
-- in one transaction
ALTER TABLE t ADD COLUMN c int;

-- outside a transaction
DROP INDEX CONCURRENTLY t_a;

-- outside a transaction
DROP INDEX CONCURRENTLY t_b;

-- outside a transaction
CREATE INDEX CONCURRENTLY t_c ON t (c);

-- in one transaction
ALTER TABLE t ADD CONSTRAINT big CHECK (a > 0) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT big;
