CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
CREATE MATERIALIZED VIEW mv AS SELECT id, a FROM t;
CREATE UNIQUE INDEX ON mv (id);
-- == migration
UPDATE t SET a = a + 1;
REFRESH MATERIALIZED VIEW mv;
-- == rewritten
-- in one transaction
UPDATE t SET a = a + 1;

-- in one transaction
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
