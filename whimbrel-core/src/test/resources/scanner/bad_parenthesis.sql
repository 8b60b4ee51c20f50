CREATE TABLE t (
  a numeric(10, 2),
  b text CHECK (b <> '('
);
SELECT 1;
