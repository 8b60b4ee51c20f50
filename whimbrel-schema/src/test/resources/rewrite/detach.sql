CREATE TABLE p (id int NOT NULL, v text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
INSERT INTO p SELECT i, 'v' FROM generate_series(1, 9) AS i;
-- == migration
ALTER TABLE p DETACH PARTITION p1;
-- == rewritten
-- in one transaction
ALTER TABLE p1 ADD CONSTRAINT p1_in_bounds CHECK (((id IS NOT NULL) AND (id >= 0) AND (id < 100))) NOT VALID;

-- in one transaction
ALTER TABLE p1 VALIDATE CONSTRAINT p1_in_bounds;

-- outside a transaction
ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;

-- in one transaction
ALTER TABLE p1 DROP CONSTRAINT p1_in_bounds;
