CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD CHECK (a > 0), ADD CONSTRAINT "B is" CHECK (b <> '');
-- == rewritten
-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_a_check CHECK (a > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT "B is" CHECK (b <> '') NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_a_check;
ALTER TABLE t VALIDATE CONSTRAINT "B is";
