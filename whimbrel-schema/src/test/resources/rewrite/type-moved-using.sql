-- may move
CREATE TABLE t (id int PRIMARY KEY, v text);
INSERT INTO t SELECT i, nullif(i, 3)::text FROM generate_series(1, 9) AS i;
-- == migration
ALTER TABLE t ALTER COLUMN v TYPE int USING coalesce(v, '0')::int + id;
