CREATE TYPE state AS ENUM ('on', 'off');
CREATE TABLE d (
  a integer DEFAULT 7,
  b integer DEFAULT -7,
  c numeric(10,2) DEFAULT 1.50,
  d boolean DEFAULT false,
  e text DEFAULT 'it''s',
  f text[] DEFAULT '{}',
  g jsonb DEFAULT '{"a": 1}',
  h state DEFAULT 'on',
  i uuid DEFAULT gen_random_uuid(),
  j interval DEFAULT '1 day',
  k date DEFAULT CURRENT_DATE,
  l text DEFAULT 'a' || 'b',
  m timestamptz DEFAULT '2020-01-01 00:00:00+00',
  n state[] DEFAULT '{on,off}',
  o text DEFAULT E'a\\b'
);
