CREATE TABLE sale (day date, amount int);
CREATE VIEW daily AS SELECT day, sum(amount) FILTER (WHERE amount > 0) AS total FROM sale GROUP BY day;
CREATE MATERIALIZED VIEW monthly AS
  WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3)
  SELECT i, date_trunc('month', now()) IS NOT NULL AS known FROM n
WITH DATA;
CREATE UNIQUE INDEX ON monthly (i);
REFRESH MATERIALIZED VIEW monthly;
CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 5;
