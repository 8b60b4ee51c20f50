CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, ref int);
INSERT INTO ref SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO t SELECT i, i, 'b' || i, 1 + i % 5 FROM generate_series(1, 2500) AS i;
-- == migration
ALTER TABLE t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid();
-- == rewritten
-- in one transaction
ALTER TABLE t ADD COLUMN u uuid;
ALTER TABLE t ALTER COLUMN u SET DEFAULT gen_random_uuid();

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
    UPDATE t SET u = DEFAULT WHERE id >= whimbrel_low_1 AND id <= whimbrel_high_1 AND u IS NULL;
    COMMIT;
    SELECT id INTO whimbrel_low_1 FROM t WHERE id > whimbrel_high_1 ORDER BY id LIMIT 1;
  END LOOP;
END
$backfill$;

-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_u_is_set CHECK (u IS NOT NULL) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_u_is_set;

-- in one transaction
ALTER TABLE t ALTER COLUMN u SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT t_u_is_set;
