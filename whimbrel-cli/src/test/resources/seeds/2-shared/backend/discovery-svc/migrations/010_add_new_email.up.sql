-- Migration 010: Add new field
ALTER TABLE users ADD COLUMN new_email VARCHAR;
