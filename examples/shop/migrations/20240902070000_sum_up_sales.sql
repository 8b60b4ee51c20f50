-- +migrate Up
CREATE MATERIALIZED VIEW monthly_sales AS
SELECT date_trunc('month', o.placed_at AT TIME ZONE 'UTC')::date AS month,
       p.category,
       sum(l.quantity) AS pieces,
       sum(l.amount) AS revenue
FROM orders o
JOIN order_lines l ON l.order_id = o.id
JOIN products p ON p.id = l.product_id
WHERE o.status NOT IN ('cancelled', 'returned')
GROUP BY 1, 2
WITH DATA;

-- REFRESH MATERIALIZED VIEW CONCURRENTLY wants a unique index.
CREATE UNIQUE INDEX monthly_sales_key ON monthly_sales (month, category);

-- +migrate Down
DROP MATERIALIZED VIEW monthly_sales;
