CREATE TABLE t (id int PRIMARY KEY, v int);
-- == migration
CREATE TEMP TABLE x ON COMMIT DROP AS SELECT 1;
INSERT INTO t SELECT 7;
-- == rewritten
-- nothing to rewrite
