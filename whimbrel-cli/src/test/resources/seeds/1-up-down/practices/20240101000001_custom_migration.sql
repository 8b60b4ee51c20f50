-- +migrate Up
CREATE TABLE custom_table (id SERIAL PRIMARY KEY);

-- +migrate Down
DROP TABLE custom_table;
