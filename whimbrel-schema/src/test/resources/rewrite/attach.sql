CREATE TABLE p (id int NOT NULL, v text) PARTITION BY RANGE (id);
CREATE TABLE p1 (id int NOT NULL, v text);
INSERT INTO p1 SELECT i, 'v' FROM generate_series(1, 9) AS i;
-- == migration
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (100);
-- == rewritten
-- in one transaction
ALTER TABLE p1 ADD CONSTRAINT p1_in_bounds CHECK (((id IS NOT NULL) AND (id >= 0) AND (id < 100))) NOT VALID;

-- in one transaction
ALTER TABLE p1 VALIDATE CONSTRAINT p1_in_bounds;

-- in one transaction
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (100);
ALTER TABLE p1 DROP CONSTRAINT p1_in_bounds;
