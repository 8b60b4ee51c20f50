CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD COLUMN x int DEFAULT 1 NOT NULL CHECK (x > 0) REFERENCES ref (id);
-- == rewritten
-- in one transaction
ALTER TABLE t ADD COLUMN x int DEFAULT 1 NOT NULL;
ALTER TABLE t ADD CONSTRAINT t_x_check CHECK (x > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT t_x_fkey FOREIGN KEY (x) REFERENCES ref (id) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_x_check;
ALTER TABLE t VALIDATE CONSTRAINT t_x_fkey;
