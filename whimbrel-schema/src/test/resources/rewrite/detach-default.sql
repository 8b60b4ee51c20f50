CREATE TABLE p (id int NOT NULL, v text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
CREATE TABLE p2 PARTITION OF p DEFAULT;
-- == migration
ALTER TABLE p DETACH PARTITION p1;
-- == rewritten
-- nothing to rewrite
-- remark: 001_m.up.sql:1:1 public.p has a default partition, which is locked and read in any case
