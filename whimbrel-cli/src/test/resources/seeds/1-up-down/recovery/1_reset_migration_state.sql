-- Only if absolutely necessary
DELETE FROM schema_migrations WHERE version = '20240101123456';
