-- Migration: Remove ranking configuration
-- Version: 007 (DOWN)

DROP TABLE ranking_config;
DROP FUNCTION count_ranking_change();
