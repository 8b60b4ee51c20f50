DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_indexes WHERE indexname = 'accounts_phone') THEN CREATE INDEX accounts_phone ON accounts (phone); END IF; END $$;
