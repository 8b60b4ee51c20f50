-- may move
CREATE SCHEMA s;
CREATE TABLE s.t (id int PRIMARY KEY, "N" int NOT NULL DEFAULT 4, v text);
CREATE INDEX t_n ON s.t ("N", v);
INSERT INTO s.t SELECT i, i, 'v' FROM generate_series(1, 2100) AS i;
-- == migration
ALTER TABLE s.t ALTER COLUMN "N" TYPE bigint;
-- == rewritten
-- in one transaction
ALTER TABLE s.t ADD COLUMN "N_new" bigint;
CREATE FUNCTION s."t_N_sync"() RETURNS trigger LANGUAGE plpgsql AS $sync$
BEGIN
  NEW."N_new" := (SELECT "N" FROM (SELECT NEW.*) AS t);
  RETURN NEW;
END
$sync$;
CREATE TRIGGER "t_N_sync" BEFORE INSERT OR UPDATE ON s.t FOR EACH ROW EXECUTE FUNCTION s."t_N_sync"();

-- outside a transaction
DO $backfill$
DECLARE
  whimbrel_low_1 s.t.id%TYPE;
  whimbrel_high_1 s.t.id%TYPE;
BEGIN
  SELECT id INTO whimbrel_low_1 FROM s.t ORDER BY id LIMIT 1;
  WHILE FOUND LOOP
    SELECT id INTO whimbrel_high_1 FROM (
      SELECT id FROM s.t WHERE id >= whimbrel_low_1 ORDER BY id LIMIT 1000
    ) AS batch ORDER BY id DESC LIMIT 1;
    UPDATE s.t SET "N" = "N" WHERE id >= whimbrel_low_1 AND id <= whimbrel_high_1 AND "N" IS NOT NULL AND "N_new" IS NULL;
    COMMIT;
    SELECT id INTO whimbrel_low_1 FROM s.t WHERE id > whimbrel_high_1 ORDER BY id LIMIT 1;
  END LOOP;
END
$backfill$;

-- in one transaction
ALTER TABLE s.t ADD CONSTRAINT "t_N_is_set" CHECK ("N_new" IS NOT NULL) NOT VALID;

-- outside a transaction
CREATE INDEX CONCURRENTLY t_n_new ON s.t ("N_new", v);

-- in one transaction
ALTER TABLE s.t VALIDATE CONSTRAINT "t_N_is_set";

-- in one transaction
DROP TRIGGER "t_N_sync" ON s.t;
DROP FUNCTION s."t_N_sync"();
ALTER TABLE s.t DROP COLUMN "N";
ALTER TABLE s.t RENAME COLUMN "N_new" TO "N";
ALTER TABLE s.t ALTER COLUMN "N" SET DEFAULT 4;
ALTER TABLE s.t ALTER COLUMN "N" SET NOT NULL;
ALTER TABLE s.t DROP CONSTRAINT "t_N_is_set";
ALTER INDEX s.t_n_new RENAME TO t_n;
-- remark: 001_m.up.sql:1:1 column "N" of s.t becomes the last of its table
