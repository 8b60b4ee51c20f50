-- +migrate Up
CREATE TABLE stock (
    product_id bigint PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
    on_hand    integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0)
);

CREATE TABLE stock_movements (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    quantity   integer NOT NULL CHECK (quantity <> 0),
    reason     text NOT NULL,
    moved_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX stock_movements_product_id_idx ON stock_movements (product_id, moved_at);

-- A body in standard SQL (PostgreSQL 14 and later): it is not a string, so its semicolons stand
-- in the open, and PostgreSQL knows what the function depends on.
CREATE FUNCTION move_stock(product bigint, quantity integer, reason text DEFAULT NULL)
RETURNS integer
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO stock_movements (product_id, quantity, reason)
    VALUES (
        product,
        move_stock.quantity,
        coalesce(move_stock.reason, CASE WHEN move_stock.quantity > 0 THEN 'delivery' ELSE 'sale' END)
    );
    INSERT INTO stock (product_id) VALUES (product) ON CONFLICT DO NOTHING;
    UPDATE stock SET on_hand = on_hand + move_stock.quantity
    WHERE product_id = product
    RETURNING on_hand;
END;

SELECT move_stock(id, 40, 'opening stock') FROM products;

-- +migrate Down
DROP FUNCTION move_stock(bigint, integer, text);
DROP TABLE stock_movements;
DROP TABLE stock;
