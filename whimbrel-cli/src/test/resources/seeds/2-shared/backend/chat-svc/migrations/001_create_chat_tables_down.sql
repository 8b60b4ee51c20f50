-- Migration: Drop chat tables
-- Version: 001 (DOWN)

DROP TABLE message_reads;
DROP TABLE messages;
DROP TABLE room_members;
DROP TABLE chat_rooms;
