-- +migrate Up
COMMENT ON TABLE orders IS E'One purchase.\nWhat was bought stands in "order_lines"; what it came to, in "order_totals".';
COMMENT ON COLUMN orders.status IS 'placed → paid → shipped → delivered; returned and cancelled are ends; there''s no way back';
COMMENT ON COLUMN products.price IS U&'In euro (\20AC), value added tax included';
COMMENT ON FUNCTION move_stock IS $$Books a movement; answers what is then on hand. It's refused when that'd be < 0.$$;

-- +migrate Down
COMMENT ON FUNCTION move_stock IS NULL;
COMMENT ON COLUMN products.price IS NULL;
COMMENT ON COLUMN orders.status IS NULL;
COMMENT ON TABLE orders IS NULL;
