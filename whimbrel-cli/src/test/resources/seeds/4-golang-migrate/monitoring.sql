-- Monitor long-running migrations
SELECT pid, state, query, query_start 
FROM pg_stat_activity 
WHERE state = 'active' AND query LIKE '%ALTER TABLE%';

-- Check table locks
SELECT * FROM pg_locks WHERE relation = 'users'::regclass;
