CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
CREATE MATERIALIZED VIEW mv AS SELECT id, a FROM t;
-- == migration
REFRESH MATERIALIZED VIEW mv;
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:1:1 public.mv has no unique index over all its rows, so readers wait until it is refreshed
