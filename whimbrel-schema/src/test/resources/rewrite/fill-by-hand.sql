CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 9) AS i;
-- == migration
ALTER TABLE t ADD COLUMN c int;
UPDATE t SET c = a;
ALTER TABLE t ALTER COLUMN c SET NOT NULL;
-- == rewritten
-- in one transaction
ALTER TABLE t ADD COLUMN c int;

-- in one transaction
UPDATE t SET c = a;

-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_c_is_set CHECK (c IS NOT NULL) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_c_is_set;

-- in one transaction
ALTER TABLE t ALTER COLUMN c SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT t_c_is_set;
-- remark: 001_m.up.sql:2:1 "UPDATE t SET c = a" runs while others write: rows that come meanwhile are not among those that it changes
