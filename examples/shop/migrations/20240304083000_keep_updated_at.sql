-- +migrate Up
-- A semicolon between dollar quotes ends nothing, and a quote there opens nothing:
-- no "statement begin" and "statement end" around the function.
CREATE FUNCTION keep_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at < OLD.updated_at THEN
        RAISE EXCEPTION '%.updated_at can''t go back; it was %', TG_TABLE_NAME, OLD.updated_at
            USING HINT = 'Leave "updated_at" out of the UPDATE; the trigger sets it.';
    END IF;
    NEW.updated_at := now();
    RETURN NEW; -- it's the row that is stored
END;
$$;

CREATE TRIGGER products_keep_updated_at BEFORE UPDATE ON products
    FOR EACH ROW EXECUTE FUNCTION keep_updated_at();
CREATE TRIGGER customers_keep_updated_at BEFORE UPDATE ON customers
    FOR EACH ROW EXECUTE FUNCTION keep_updated_at();
CREATE TRIGGER orders_keep_updated_at BEFORE UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION keep_updated_at();

-- +migrate Down
DROP TRIGGER orders_keep_updated_at ON orders;
DROP TRIGGER customers_keep_updated_at ON customers;
DROP TRIGGER products_keep_updated_at ON products;
DROP FUNCTION keep_updated_at();
