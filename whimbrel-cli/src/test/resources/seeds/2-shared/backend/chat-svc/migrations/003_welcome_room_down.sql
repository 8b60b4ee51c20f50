-- Migration: Remove the room for everybody
-- Version: 003 (DOWN)

DELETE FROM chat_rooms WHERE name = 'Welcome; it''s good to see you 👋';
