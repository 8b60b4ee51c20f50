ALTER TABLE orders RENAME TO sales;
ALTER TABLE sales ADD CHECK (amount > 0);
