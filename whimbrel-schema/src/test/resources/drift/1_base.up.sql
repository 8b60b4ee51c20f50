CREATE SCHEMA app;
CREATE EXTENSION pg_trgm;
CREATE TYPE app.state AS ENUM ('new', 'paid', 'sent');
CREATE TYPE app.address AS (street text, city text);
CREATE DOMAIN app.email AS text CHECK (VALUE LIKE '%@%');
CREATE SEQUENCE app.ticket INCREMENT 1;
CREATE TABLE app.users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email app.email NOT NULL,
  name varchar(100) NOT NULL DEFAULT '',
  age integer CONSTRAINT adult CHECK (age >= 18),
  CONSTRAINT users_email_key UNIQUE (email)
);
CREATE TABLE app.orders (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL CONSTRAINT orders_user REFERENCES app.users ON DELETE CASCADE,
  state app.state NOT NULL DEFAULT 'new',
  total numeric(10,2) NOT NULL,
  note text
);
CREATE TABLE app.log (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE app.log_2026 PARTITION OF app.log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
