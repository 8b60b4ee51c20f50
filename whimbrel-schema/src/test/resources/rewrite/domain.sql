CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t VALUES (1);
-- == migration
ALTER TABLE t ADD COLUMN p positive, ADD CHECK (id > 0);
ALTER TABLE t SET UNLOGGED;
-- == rewritten
-- in one transaction
ALTER TABLE t ADD CONSTRAINT t_id_check CHECK (id > 0) NOT VALID;

-- in one transaction
ALTER TABLE t VALIDATE CONSTRAINT t_id_check;

-- in one transaction
ALTER TABLE t ADD COLUMN p positive;

-- in one transaction
ALTER TABLE t SET UNLOGGED;
-- remark: 001_m.up.sql:1:1 column p of public.t is of a domain with constraints, for which every row is written at once
-- remark: 001_m.up.sql:2:1 SET UNLOGGED writes public.t anew, and has no form that lets others work
