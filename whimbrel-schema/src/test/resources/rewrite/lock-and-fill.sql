CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD COLUMN c int;
UPDATE t SET c = a WHERE c IS NULL;
COMMENT ON COLUMN t.c IS 'c';
-- == rewritten
-- in one transaction
ALTER TABLE t ADD COLUMN c int;

-- in one transaction
UPDATE t SET c = a WHERE c IS NULL;
COMMENT ON COLUMN t.c IS 'c';
-- remark: 001_m.up.sql:2:1 "UPDATE t SET c = a WHERE c IS NULL" runs while others write: rows that come meanwhile are not among those that it changes
