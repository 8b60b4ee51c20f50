ALTER TABLE accounts ADD COLUMN phone text;
ALTER TABLE accounts ADD COLUMN newsletter boolean NOT NULL DEFAULT false;
