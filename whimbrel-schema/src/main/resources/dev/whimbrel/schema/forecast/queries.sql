-- the queries that were recorded in this database, the most frequent first; before them, without a text, those of other roles, which are
-- hidden from who may not see them; beside each, the calls of all, also of those that are too many to tell
SELECT t.text, pg_catalog.sum(t.calls)::text, (pg_catalog.sum(pg_catalog.sum(t.calls)) OVER ())::text
  FROM (SELECT CASE WHEN q.query OPERATOR(pg_catalog.<>) '<insufficient privilege>' THEN q.query END AS text, q.calls
          FROM %s.pg_stat_statements AS q
         WHERE q.dbid OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database AS d
                                               WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())) AS t
 GROUP BY t.text
 ORDER BY t.text IS NULL DESC, pg_catalog.sum(t.calls) DESC, t.text
 LIMIT 10001
