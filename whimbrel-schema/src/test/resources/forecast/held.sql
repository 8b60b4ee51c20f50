CREATE INDEX ON orders (amount);
ALTER TABLE customers ADD COLUMN late text;
ALTER TABLE orders ADD COLUMN late text;
ALTER TABLE customers ADD CHECK (name <> '');
