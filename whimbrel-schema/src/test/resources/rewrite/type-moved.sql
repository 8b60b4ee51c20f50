-- may move
CREATE SCHEMA s;
CREATE TABLE s.t (id int PRIMARY KEY, "N" int NOT NULL DEFAULT 4, v text);
CREATE INDEX t_n ON s.t ("N", v);
INSERT INTO s.t SELECT i, i, 'v' FROM generate_series(1, 2100) AS i;
-- == migration
ALTER TABLE s.t ALTER COLUMN "N" TYPE bigint;
