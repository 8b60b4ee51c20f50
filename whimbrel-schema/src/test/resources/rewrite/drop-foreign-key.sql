CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
ALTER TABLE t ADD FOREIGN KEY (ref) REFERENCES ref;
-- == migration
ALTER TABLE t DROP CONSTRAINT t_ref_fkey, ADD COLUMN c int;
COMMENT ON TABLE t IS 'x';
-- == rewritten
-- in one transaction
ALTER TABLE t DROP CONSTRAINT t_ref_fkey;

-- in one transaction
ALTER TABLE t ADD COLUMN c int;
COMMENT ON TABLE t IS 'x';
