-- +migrate Up
-- In a file of its own: a new value can't be used before the transaction that adds it has ended.
ALTER TYPE order_status ADD VALUE 'returned' AFTER 'delivered';

-- +migrate Down
-- PostgreSQL cannot take a value out of an enum, so the type is made anew without it. What was
-- returned had been delivered, and goes back to that.
ALTER TYPE order_status RENAME TO order_status_with_returned;
CREATE TYPE order_status AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'cancelled');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE order_status
    USING (CASE status WHEN 'returned' THEN 'delivered' ELSE status::text END)::order_status;
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'placed';
DROP TYPE order_status_with_returned;
