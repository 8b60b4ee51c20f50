ALTER TABLE orders ADD COLUMN a int;
ALTER TABLE orders ADD CHECK (amount > 0) NOT VALID;
TRUNCATE orders;
CREATE TABLE other (id int REFERENCES customers);
