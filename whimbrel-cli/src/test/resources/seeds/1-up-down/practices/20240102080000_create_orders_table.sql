-- +migrate Up
CREATE TABLE orders (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id)
);

-- +migrate Down
DROP TABLE orders;
