CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
-- Orders get a state.
SET statement_timeout = '1min';
SET LOCAL lock_timeout = '3s';

/* of the author */
ALTER TABLE t ADD COLUMN state text;
-- looked up often
CREATE INDEX t_state ON t (state); -- by state
INSERT INTO ref VALUES (77);
ALTER TABLE t ADD CONSTRAINT known CHECK (state IN ('a', 'b'));
COMMENT ON CONSTRAINT known ON t IS 'a; b';
-- == rewritten
-- in one transaction
-- Orders get a state.
SET statement_timeout = '1min';
SET LOCAL lock_timeout = '3s';
/* of the author */
ALTER TABLE t ADD COLUMN state text;

-- outside a transaction
SET statement_timeout = '1min';
-- looked up often
-- by state
CREATE INDEX CONCURRENTLY t_state ON t (state);

-- in one transaction
SET statement_timeout = '1min';
SET LOCAL lock_timeout = '3s';
INSERT INTO ref VALUES (77);
ALTER TABLE t ADD CONSTRAINT known CHECK (state IN ('a', 'b')) NOT VALID;

-- in one transaction
SET statement_timeout = '1min';
SET LOCAL lock_timeout = '3s';
ALTER TABLE t VALIDATE CONSTRAINT known;
COMMENT ON CONSTRAINT known ON t IS 'a; b';
