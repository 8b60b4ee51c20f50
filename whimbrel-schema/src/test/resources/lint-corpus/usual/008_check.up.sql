ALTER TABLE accounts ADD CONSTRAINT accounts_email_form CHECK (email LIKE '%@%') NOT VALID;
