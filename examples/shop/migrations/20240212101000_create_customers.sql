-- +migrate Up
CREATE TABLE customers (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email       text NOT NULL CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    given_name  text NOT NULL,
    family_name text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

-- Ada@example.org and ada@example.org are one person.
CREATE UNIQUE INDEX customers_email_key ON customers (lower(email));

CREATE TABLE addresses (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    street      text NOT NULL,
    postcode    text NOT NULL,
    city        text NOT NULL,
    country     char(2) NOT NULL DEFAULT 'DE' CHECK (country = upper(country))
);

CREATE INDEX addresses_customer_id_idx ON addresses (customer_id);

-- +migrate Down
DROP TABLE addresses;
DROP TABLE customers;
