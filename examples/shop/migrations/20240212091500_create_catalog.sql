-- +migrate Up
-- What the shop sells. A category is known by its slug, a product to people by its SKU.
CREATE TABLE categories (
    slug   text PRIMARY KEY CHECK (slug ~ '^[a-z][a-z0-9-]*$'),
    name   text NOT NULL UNIQUE,
    parent text REFERENCES categories (slug),
    CONSTRAINT categories_not_its_own_parent CHECK (parent <> slug)
);

CREATE TABLE products (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku         text NOT NULL UNIQUE CHECK (sku ~ '^[A-Z]{2}-[0-9]{4}$'),
    category    text NOT NULL REFERENCES categories (slug),
    name        text NOT NULL,
    description text NOT NULL DEFAULT '',
    price       numeric(10, 2) NOT NULL CHECK (price >= 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    search      tsvector GENERATED ALWAYS AS (
                    setweight(to_tsvector('simple', name), 'A')
                    || setweight(to_tsvector('simple', description), 'B')
                ) STORED
);

CREATE INDEX products_category_idx ON products (category);
CREATE INDEX products_search_idx ON products USING gin (search);

-- +migrate Down
DROP TABLE products;
DROP TABLE categories;
