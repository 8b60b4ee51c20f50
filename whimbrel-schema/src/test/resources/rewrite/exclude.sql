CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD EXCLUDE (a WITH =), ADD CHECK (a > 0);
-- == rewritten
-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_a_check CHECK (a > 0) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_a_check;

-- in one transaction
ALTER TABLE t ADD EXCLUDE (a WITH =);
-- remark: 001_m.up.sql:1:1 an exclusion constraint builds its index while others wait, and has no other form
