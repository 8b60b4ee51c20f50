-- +migrate Up
CREATE TABLE price_changes (
    product_id bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    old_price  numeric(10, 2) NOT NULL,
    new_price  numeric(10, 2) NOT NULL,
    changed_by text NOT NULL DEFAULT current_user,
    PRIMARY KEY (product_id, changed_at)
);

CREATE FUNCTION remember_price() RETURNS trigger
LANGUAGE plpgsql AS $remember$
BEGIN
    -- Dynamic on purpose: "EXECUTE" takes a string, here in dollar quotes within dollar quotes.
    EXECUTE $$INSERT INTO price_changes (product_id, old_price, new_price) VALUES ($1, $2, $3);$$
        USING NEW.id, OLD.price, NEW.price;
    RETURN NULL;
END
$remember$;

CREATE TRIGGER products_remember_price AFTER UPDATE OF price ON products
    FOR EACH ROW WHEN (OLD.price IS DISTINCT FROM NEW.price)
    EXECUTE FUNCTION remember_price();

UPDATE products SET price = 8.20 WHERE sku = 'TE-0001';

-- +migrate Down
DROP TRIGGER products_remember_price ON products;
DROP FUNCTION remember_price();
DROP TABLE price_changes;
UPDATE products SET price = 7.50 WHERE sku = 'TE-0001';
