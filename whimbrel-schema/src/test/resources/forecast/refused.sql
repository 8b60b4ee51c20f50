ALTER TABLE orders ADD COLUMN a int;
ALTER TABLE orders ADD CHECK (amount > 100);
