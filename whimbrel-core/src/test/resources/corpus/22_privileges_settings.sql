SET search_path TO public, pg_catalog;
SET LOCAL work_mem = '8MB';
SET TIME ZONE 'UTC';
SET my.setting = 'a;b';
SHOW my.setting;
RESET search_path;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
CREATE TABLE granted (a int);
GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC;
