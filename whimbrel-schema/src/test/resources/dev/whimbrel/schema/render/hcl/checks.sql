CREATE TABLE t (
  a integer CHECK (a > 0),
  b text,
  CONSTRAINT two CHECK (a > 0 AND b <> ')'),
  CONSTRAINT own CHECK (b ~ '^[a-z]+$') NO INHERIT
);
