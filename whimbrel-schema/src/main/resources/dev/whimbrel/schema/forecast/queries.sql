-- the queries that were recorded in this database, the most frequent first; another role's are hidden from who may not see them
SELECT q.query, pg_catalog.sum(q.calls)::text
  FROM %s.pg_stat_statements AS q
 WHERE q.dbid OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database AS d
                                       WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
   AND q.query IS NOT NULL AND q.query OPERATOR(pg_catalog.<>) '<insufficient privilege>'
 GROUP BY q.query
 ORDER BY pg_catalog.sum(q.calls) DESC, q.query
 LIMIT 10000
