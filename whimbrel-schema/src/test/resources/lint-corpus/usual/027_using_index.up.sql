ALTER TABLE accounts ADD CONSTRAINT accounts_phone_name UNIQUE USING INDEX accounts_phone_name;
