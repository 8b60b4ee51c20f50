-- Migration: A room for everybody
-- Version: 003
-- Description: Quotes, semicolons and emoji in data are only data

INSERT INTO chat_rooms (name, is_group) VALUES ('Welcome; it''s good to see you 👋', TRUE);
