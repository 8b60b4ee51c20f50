\connect other
\i other.sql
SELECT 1 \gexec
SELECT (2
  \! ls
);
\copy t from 'x.csv'
\.
\set x 1
\if :x
\endif
\echo ; ' " hi
SELECT 3 \; SELECT 4;
\
SELECT 5
\restrict abc
;
