-- may move
CREATE TABLE t (id int PRIMARY KEY, v int);
COMMENT ON COLUMN t.v IS 'said of it';
-- == migration
ALTER TABLE t ALTER COLUMN v TYPE bigint;
CREATE INDEX ON t (id, v);
-- == rewritten
-- in one transaction
ALTER TABLE t ALTER COLUMN v TYPE bigint;

-- outside a transaction
CREATE INDEX CONCURRENTLY t_id_v_idx ON t (id, v);
-- remark: 001_m.up.sql:1:1 "ALTER TABLE t ALTER COLUMN v TYPE bigint" stays as it is; what was tried in its place does not come out the same: ~ column public.t.v: comment said of it → none
