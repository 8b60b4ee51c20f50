CREATE TABLE accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX accounts_created_at ON accounts (created_at);
COMMENT ON TABLE accounts IS 'Who may sign in';
