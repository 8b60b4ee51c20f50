BEGIN;

CREATE TABLE stock_movements (
    movement_id BIGSERIAL PRIMARY KEY,
    shop_id BIGINT NOT NULL REFERENCES shops(shop_id) ON DELETE CASCADE,
    product_id BIGINT NOT NULL REFERENCES products(product_id) ON DELETE CASCADE,
    movement_type VARCHAR(20) NOT NULL CHECK (movement_type IN ('SALE', 'RETURN', 'RESTOCK', 'ADJUSTMENT')),
    quantity_change INTEGER NOT NULL,
    notes TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE INDEX idx_stock_movements_product_id ON stock_movements(product_id, created_at);

-- Keep the product's quantity in step; the body has semicolons of its own
CREATE FUNCTION apply_stock_movement() RETURNS TRIGGER AS $$
BEGIN
    UPDATE products
    SET available_quantity = available_quantity + NEW.quantity_change
    WHERE product_id = NEW.product_id;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER trigger_apply_stock_movement
    AFTER INSERT ON stock_movements
    FOR EACH ROW EXECUTE FUNCTION apply_stock_movement();

ALTER TABLE stock_movements ENABLE ROW LEVEL SECURITY;

CREATE POLICY stock_movements_policy ON stock_movements
    FOR ALL USING (shop_id = current_setting('app.current_shop_id', true)::BIGINT);

COMMIT;
