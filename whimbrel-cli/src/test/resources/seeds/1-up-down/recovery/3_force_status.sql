-- Mark migration as applied without running it (dangerous)
UPDATE schema_migrations SET status = 'applied', applied_at = NOW() 
WHERE version = '20240101123456';
