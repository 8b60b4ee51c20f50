CREATE TABLE k (a int);
-- == migration
ALTER TABLE k ADD COLUMN u uuid DEFAULT gen_random_uuid();
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:1:1 column u of public.k cannot be filled in batches: the table has no key to go by
