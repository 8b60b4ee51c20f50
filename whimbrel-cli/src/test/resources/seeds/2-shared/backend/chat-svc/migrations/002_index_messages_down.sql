DROP INDEX CONCURRENTLY IF EXISTS idx_messages_room_id_sent_at;
