-- +migrate Up
-- The web application sets shop.customer_id for each request and then sees that customer's rows
-- only. The owner of the tables (who migrates) is not held back.
CREATE FUNCTION current_customer() RETURNS bigint
LANGUAGE sql STABLE
RETURN nullif(current_setting('shop.customer_id', true), '')::bigint;

ALTER TABLE addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_lines ENABLE ROW LEVEL SECURITY;

CREATE POLICY addresses_of_the_customer ON addresses
    USING (customer_id = current_customer())
    WITH CHECK (customer_id = current_customer());

CREATE POLICY orders_seen_by_their_customer ON orders
    FOR SELECT USING (customer_id = current_customer());

CREATE POLICY orders_placed_by_their_customer ON orders
    FOR INSERT WITH CHECK (customer_id = current_customer() AND status = 'placed');

CREATE POLICY order_lines_follow_their_order ON order_lines
    FOR SELECT USING (EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id));

-- +migrate Down
DROP POLICY order_lines_follow_their_order ON order_lines;
DROP POLICY orders_placed_by_their_customer ON orders;
DROP POLICY orders_seen_by_their_customer ON orders;
DROP POLICY addresses_of_the_customer ON addresses;
ALTER TABLE order_lines DISABLE ROW LEVEL SECURITY;
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
ALTER TABLE addresses DISABLE ROW LEVEL SECURITY;
DROP FUNCTION current_customer();
