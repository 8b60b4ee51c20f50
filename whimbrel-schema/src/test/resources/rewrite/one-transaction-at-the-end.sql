CREATE TABLE t (id int PRIMARY KEY, v int);
CREATE INDEX t_v ON t (v);
COMMENT ON INDEX t_v IS 'of v';
INSERT INTO t VALUES (1, 2), (2, 3);
-- == migration
DROP INDEX t_v;
CREATE INDEX t_v ON t (v);
DO $$ BEGIN IF NOT EXISTS (SELECT FROM t WHERE v = 2) THEN RAISE 'no'; END IF; END $$;
CREATE TEMP TABLE x ON COMMIT DROP AS SELECT 1;
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:4:1 "CREATE TEMP TABLE x ON COMMIT DROP AS SE…" holds for one transaction, so the migration stays one
