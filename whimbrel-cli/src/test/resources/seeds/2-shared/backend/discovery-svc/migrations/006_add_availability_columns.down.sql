-- Migration: Stop tracking who is available
-- Version: 006 (DOWN)

DROP TABLE user_availability;
