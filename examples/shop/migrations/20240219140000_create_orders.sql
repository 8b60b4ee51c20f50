-- +migrate Up
CREATE TYPE order_status AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'cancelled');

CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000) PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id),
    ship_to     bigint REFERENCES addresses (id) ON DELETE SET NULL,
    status      order_status NOT NULL DEFAULT 'placed',
    placed_at   timestamptz NOT NULL DEFAULT now(),
    shipped_at  timestamptz,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT orders_shipped_after_placed CHECK (shipped_at >= placed_at)
);

CREATE INDEX orders_customer_id_idx ON orders (customer_id);

CREATE TABLE order_lines (
    order_id   bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line       smallint NOT NULL CHECK (line > 0),
    product_id bigint NOT NULL REFERENCES products (id),
    quantity   integer NOT NULL CHECK (quantity > 0),
    -- What the customer was promised: later price changes leave it alone.
    unit_price numeric(10, 2) NOT NULL CHECK (unit_price >= 0),
    amount     numeric(12, 2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    PRIMARY KEY (order_id, line)
);

CREATE INDEX order_lines_product_id_idx ON order_lines (product_id);

-- +migrate Down
DROP TABLE order_lines;
DROP TABLE orders;
DROP TYPE order_status;
