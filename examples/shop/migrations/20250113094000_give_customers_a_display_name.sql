-- +migrate Up
-- In three steps, so that no row is without a name when names become compulsory.
ALTER TABLE customers ADD COLUMN display_name text;

UPDATE customers
SET display_name = CASE
        WHEN family_name IS NULL THEN given_name
        ELSE given_name || ' ' || family_name
    END
WHERE display_name IS NULL;

ALTER TABLE customers ALTER COLUMN display_name SET NOT NULL;

-- +migrate Down
ALTER TABLE customers DROP COLUMN display_name;
