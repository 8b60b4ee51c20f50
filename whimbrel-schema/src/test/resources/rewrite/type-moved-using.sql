-- may move
CREATE TABLE t (id int PRIMARY KEY, v text);
INSERT INTO t SELECT i, nullif(i, 3)::text FROM generate_series(1, 9) AS i;
-- == migration
ALTER TABLE t ALTER COLUMN v TYPE int USING coalesce(v, '0')::int + id;
-- == rewritten
-- in one transaction
ALTER TABLE t ADD COLUMN v_new int;
CREATE FUNCTION t_v_sync() RETURNS trigger LANGUAGE plpgsql AS $sync$
BEGIN
  NEW.v_new := (SELECT coalesce(v, '0')::int + id FROM (SELECT NEW.*) AS t);
  RETURN NEW;
END
$sync$;
CREATE TRIGGER t_v_sync BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION t_v_sync();

-- outside a transaction
DO $backfill$
DECLARE
  whimbrel_low_1 t.id%TYPE;
  whimbrel_high_1 t.id%TYPE;
BEGIN
  SELECT id INTO whimbrel_low_1 FROM t ORDER BY id LIMIT 1;
  WHILE FOUND LOOP
    SELECT id INTO whimbrel_high_1 FROM (
      SELECT id FROM t WHERE id >= whimbrel_low_1 ORDER BY id LIMIT 1000
    ) AS batch ORDER BY id DESC LIMIT 1;
    UPDATE t SET v = v WHERE id >= whimbrel_low_1 AND id <= whimbrel_high_1 AND v_new IS NULL;
    COMMIT;
    SELECT id INTO whimbrel_low_1 FROM t WHERE id > whimbrel_high_1 ORDER BY id LIMIT 1;
  END LOOP;
END
$backfill$;

-- in one transaction
DROP TRIGGER t_v_sync ON t;
DROP FUNCTION t_v_sync();
ALTER TABLE t DROP COLUMN v;
ALTER TABLE t RENAME COLUMN v_new TO v;
-- remark: 001_m.up.sql:1:1 column v of public.t becomes the last of its table
