-- +migrate Up
CREATE VIEW order_totals AS
SELECT o.id AS order_id,
       o.customer_id,
       o.status,
       o.placed_at,
       count(l.line) AS lines,
       coalesce(sum(l.amount), 0)::numeric(12, 2) AS total
FROM orders o
LEFT JOIN order_lines l ON l.order_id = o.id
GROUP BY o.id;

-- +migrate Down
DROP VIEW order_totals;
