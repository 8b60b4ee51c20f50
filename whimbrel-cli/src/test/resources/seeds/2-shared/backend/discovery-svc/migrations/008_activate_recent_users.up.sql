-- Safe data migration with error handling
UPDATE users 
SET status = 'active' 
WHERE status IS NULL AND created_at > NOW() - INTERVAL '30 days';
