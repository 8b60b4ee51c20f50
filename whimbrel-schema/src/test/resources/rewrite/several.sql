CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t
  ADD COLUMN c int,
  ALTER COLUMN a SET NOT NULL,
  ADD CHECK (c > 0),
  DROP COLUMN b,
  ADD UNIQUE (ref, id);
-- == rewritten
-- in one transaction
ALTER TABLE t DROP COLUMN b;
ALTER TABLE t ADD COLUMN c int;
ALTER TABLE t ADD CONSTRAINT t_a_is_set CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE t ADD CONSTRAINT t_c_check CHECK (c > 0) NOT VALID;

-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_ref_id_key ON t (ref, id);

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_a_is_set;
ALTER TABLE t VALIDATE CONSTRAINT t_c_check;

-- in one transaction
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT t_a_is_set;
ALTER TABLE t ADD CONSTRAINT t_ref_id_key UNIQUE USING INDEX t_ref_id_key;
