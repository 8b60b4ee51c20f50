CREATE TABLE w (at timestamp);
INSERT INTO w VALUES (now());
SET timezone = 'Europe/Berlin';
-- == migration
SET timezone = 'Europe/Berlin';
ALTER TABLE w ALTER COLUMN at TYPE timestamptz;
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:2:1 the new type of column at of public.w is kept without writing the table only where TimeZone is UTC: set it in the migration if the values are meant to be UTC
