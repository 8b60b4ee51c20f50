CREATE SEQUENCE s AS smallint INCREMENT BY -1 MINVALUE -100 MAXVALUE -1 START -1 CYCLE;
SELECT nextval('s'), setval('s', -5, false);
CREATE TABLE st (a int, b int);
CREATE STATISTICS st_ab (dependencies, ndistinct) ON a, b FROM st;
ANALYZE st;
ALTER SEQUENCE s RESTART;
