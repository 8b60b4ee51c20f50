CREATE INDEX orders_by_user ON app.orders (user_id, state);
CREATE INDEX orders_open ON app.orders (id) WHERE state <> 'sent';
CREATE VIEW app.open_orders AS SELECT id, total FROM app.orders WHERE state <> 'sent';
CREATE MATERIALIZED VIEW app.totals AS SELECT user_id, sum(total) AS total FROM app.orders GROUP BY user_id;
CREATE UNIQUE INDEX totals_by_user ON app.totals (user_id);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.note := 'touched';
  RETURN NEW;
END
$$;
CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.orders USING (user_id = 1);
CREATE STATISTICS app.order_stats ON user_id, state FROM app.orders;
COMMENT ON TABLE app.users IS 'who buys';
CREATE PUBLICATION changes FOR TABLE app.orders;
GRANT SELECT ON app.users TO PUBLIC;
