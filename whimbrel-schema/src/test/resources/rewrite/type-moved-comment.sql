-- may move
CREATE TABLE t (id int PRIMARY KEY, v int);
COMMENT ON COLUMN t.v IS 'said of it';
-- == migration
ALTER TABLE t ALTER COLUMN v TYPE bigint;
CREATE INDEX ON t (id, v);
