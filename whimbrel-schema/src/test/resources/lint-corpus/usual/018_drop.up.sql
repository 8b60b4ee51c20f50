ALTER TABLE accounts DROP COLUMN newsletter;
