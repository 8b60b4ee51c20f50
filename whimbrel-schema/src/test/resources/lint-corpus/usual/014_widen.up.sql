ALTER TABLE projects ALTER COLUMN budget TYPE numeric(14, 2);
