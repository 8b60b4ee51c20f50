CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
ALTER TABLE t ADD FOREIGN KEY (ref) REFERENCES ref;
CREATE TABLE more (t int REFERENCES t);
-- == migration
DROP TABLE t CASCADE;
-- == rewritten
-- in one transaction
ALTER TABLE public.t DROP CONSTRAINT t_ref_fkey;

-- in one transaction
ALTER TABLE public.more DROP CONSTRAINT more_t_fkey;

-- in one transaction
DROP TABLE t CASCADE;
