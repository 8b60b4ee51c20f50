-- Manually run the down migration SQL
DROP TABLE problem_table;
UPDATE schema_migrations SET status = 'rollback' WHERE version = '20240101123456';
