CREATE TABLE k ("A" text, b int, v int, PRIMARY KEY ("A", b));
INSERT INTO k SELECT 'x' || i % 7, i, i FROM generate_series(1, 3100) AS i;
-- == migration
ALTER TABLE k ADD COLUMN w double precision DEFAULT random() CHECK (w >= 0) UNIQUE, ADD COLUMN c int DEFAULT 7;
-- == rewritten
-- in one transaction
ALTER TABLE k ADD COLUMN w double precision;
ALTER TABLE k ALTER COLUMN w SET DEFAULT random();
ALTER TABLE k ADD COLUMN c int DEFAULT 7;

-- outside a transaction
DO $backfill$
DECLARE
  whimbrel_low_1 k."A"%TYPE;
  whimbrel_high_1 k."A"%TYPE;
  whimbrel_low_2 k.b%TYPE;
  whimbrel_high_2 k.b%TYPE;
BEGIN
  SELECT "A", b INTO whimbrel_low_1, whimbrel_low_2 FROM k ORDER BY "A", b LIMIT 1;
  WHILE FOUND LOOP
    SELECT "A", b INTO whimbrel_high_1, whimbrel_high_2 FROM (
      SELECT "A", b FROM k WHERE ("A", b) >= (whimbrel_low_1, whimbrel_low_2) ORDER BY "A", b LIMIT 1000
    ) AS batch ORDER BY "A" DESC, b DESC LIMIT 1;
    UPDATE k SET w = DEFAULT WHERE ("A", b) >= (whimbrel_low_1, whimbrel_low_2) AND ("A", b) <= (whimbrel_high_1, whimbrel_high_2) AND w IS NULL;
    COMMIT;
    SELECT "A", b INTO whimbrel_low_1, whimbrel_low_2 FROM k WHERE ("A", b) > (whimbrel_high_1, whimbrel_high_2) ORDER BY "A", b LIMIT 1;
  END LOOP;
END
$backfill$;

-- in one transaction
ALTER TABLE k ADD CONSTRAINT k_w_check CHECK (w >= 0) NOT VALID;

-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY k_w_key ON k (w);

-- in one transaction
ALTER TABLE k VALIDATE CONSTRAINT k_w_check;

-- in one transaction
ALTER TABLE k ADD CONSTRAINT k_w_key UNIQUE USING INDEX k_w_key;
