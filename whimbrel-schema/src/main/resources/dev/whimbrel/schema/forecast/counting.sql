-- for how many seconds queries have been counted
SELECT EXTRACT(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) i.stats_reset)::pg_catalog.int8::text
  FROM %s.pg_stat_statements_info AS i
