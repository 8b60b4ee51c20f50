-- Migration: Drop users table
-- Version: 001 (DOWN)

DROP TABLE users;
