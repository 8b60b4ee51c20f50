UPDATE accounts SET name = email WHERE name IS NULL;
ALTER TABLE accounts ADD CONSTRAINT accounts_name_there CHECK (name IS NOT NULL) NOT VALID;
