CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD FOREIGN KEY (ref) REFERENCES ref ON DELETE CASCADE;
ALTER TABLE t ADD CONSTRAINT own FOREIGN KEY (a) REFERENCES t (id);
-- == rewritten
-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_ref_fkey FOREIGN KEY (ref) REFERENCES ref ON DELETE CASCADE NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_ref_fkey;

-- in one transaction
ALTER TABLE t ADD CONSTRAINT own FOREIGN KEY (a) REFERENCES t (id) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT own;
