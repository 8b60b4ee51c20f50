BEGIN;

-- Shops are the tenants of the platform
CREATE TABLE shops (
    shop_id BIGSERIAL PRIMARY KEY,
    owner_id VARCHAR(255) NOT NULL,
    title VARCHAR(100) NOT NULL,
    subdomain VARCHAR(63) NOT NULL UNIQUE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE TABLE products (
    product_id BIGSERIAL PRIMARY KEY,
    shop_id BIGINT NOT NULL REFERENCES shops(shop_id) ON DELETE CASCADE,
    title VARCHAR(255) NOT NULL,
    available_quantity INTEGER NOT NULL DEFAULT 0,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE INDEX idx_products_shop_id ON products(shop_id);

ALTER TABLE products ENABLE ROW LEVEL SECURITY;

CREATE POLICY products_policy ON products
    FOR ALL USING (shop_id = current_setting('app.current_shop_id', true)::BIGINT);

COMMIT;
