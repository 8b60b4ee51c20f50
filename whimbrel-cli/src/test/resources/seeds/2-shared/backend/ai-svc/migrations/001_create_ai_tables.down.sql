-- Migration: Drop AI tables
-- Version: 001 (DOWN)

DROP TABLE ai_usage_stats;
DROP TABLE ai_responses;
DROP TABLE ai_requests;
DROP TABLE ai_conversations;
