CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
-- == migration
ALTER TABLE t ADD COLUMN u uuid DEFAULT gen_random_uuid();
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:1:1 column u of public.t cannot be filled in batches: the triggers of the table would run
