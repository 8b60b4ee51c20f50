-- +migrate Up
INSERT INTO customers (email, given_name, family_name) VALUES
    ('siobhan@example.org', 'Siobhán', 'O''Reilly'),
    ('yuki@example.org', '雪', NULL),
    ('juergen@example.org', 'Jürgen', 'Groß');

INSERT INTO addresses (customer_id, street, postcode, city, country)
SELECT c.id, a.street, a.postcode, a.city, a.country
FROM (VALUES
    ('siobhan@example.org', 'Cé na gCearc 7', 'H91 X4TT', 'Gaillimh', 'IE'),
    ('yuki@example.org', '中京区 3-14', '604-8571', '京都市', 'JP'),
    ('juergen@example.org', 'Straße der Einheit 1 (Hinterhof; 2. OG)', '04103', 'Leipzig', 'DE')
) AS a (email, street, postcode, city, country)
JOIN customers c USING (email);

WITH placed AS (
    INSERT INTO orders (customer_id, ship_to, status, placed_at, shipped_at)
    SELECT c.id, a.id, o.status::order_status, o.placed_at::timestamptz, o.shipped_at::timestamptz
    FROM (VALUES
        ('siobhan@example.org', 'delivered', '2024-04-02 10:15+00', '2024-04-03 08:00+00'),
        ('siobhan@example.org', 'paid', '2024-05-04 19:40+00', NULL),
        ('yuki@example.org', 'returned', '2024-04-20 02:05+00', '2024-04-22 08:00+00')
    ) AS o (email, status, placed_at, shipped_at)
    JOIN customers c USING (email)
    JOIN addresses a ON a.customer_id = c.id
    RETURNING id, placed_at
)
INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price)
SELECT placed.id, row_number() OVER (PARTITION BY placed.id ORDER BY p.sku), p.id, b.quantity, p.price
FROM placed
JOIN (VALUES
    (4, 2, 'TE-0001', 2),
    (4, 2, 'PO-0002', 1),
    (4, 20, 'TE-0101', 3),
    (5, 4, 'BK-0001', 1)
) AS b (month, day, sku, quantity)
    ON (b.month, b.day) = (
        extract(month FROM placed.placed_at AT TIME ZONE 'UTC'),
        extract(day FROM placed.placed_at AT TIME ZONE 'UTC')
    )
JOIN products p USING (sku);

SELECT move_stock(l.product_id, -l.quantity, 'first orders')
FROM order_lines l
JOIN orders o ON o.id = l.order_id
JOIN customers c ON c.id = o.customer_id
WHERE c.email IN ('siobhan@example.org', 'yuki@example.org', 'juergen@example.org');

-- +migrate Down
UPDATE stock s
SET on_hand = s.on_hand - sold.quantity
FROM (SELECT product_id, sum(quantity) AS quantity FROM stock_movements WHERE reason = 'first orders' GROUP BY product_id) AS sold
WHERE s.product_id = sold.product_id;

DELETE FROM stock_movements WHERE reason = 'first orders';

DELETE FROM orders o
USING customers c
WHERE c.id = o.customer_id
  AND c.email IN ('siobhan@example.org', 'yuki@example.org', 'juergen@example.org');

DELETE FROM customers
WHERE email IN ('siobhan@example.org', 'yuki@example.org', 'juergen@example.org');
