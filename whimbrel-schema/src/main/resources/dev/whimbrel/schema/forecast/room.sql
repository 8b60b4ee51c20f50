-- how many sessions there can be, and for how many seconds rows have been counted, as far as that is known: from version 15 up a database
-- does not say so before it was reset once
SELECT pg_catalog.current_setting('max_connections'),
       EXTRACT(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) d.stats_reset)::pg_catalog.int8::text
  FROM pg_catalog.pg_stat_database AS d
 WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
