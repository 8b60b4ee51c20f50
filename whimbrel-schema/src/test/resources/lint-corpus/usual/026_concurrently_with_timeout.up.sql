SET lock_timeout = '10s';
CREATE UNIQUE INDEX CONCURRENTLY accounts_phone_name ON accounts (phone, name);
