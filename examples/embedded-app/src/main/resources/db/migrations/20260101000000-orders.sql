-- +migrate Up
CREATE TABLE orders (id bigint PRIMARY KEY, price bigint NOT NULL, quantity int NOT NULL);
INSERT INTO orders VALUES (1, 250, 2), (2, 100, 25);

-- +migrate Down
DROP TABLE orders;
