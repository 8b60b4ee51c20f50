CREATE TABLE with_mark (a int);
INSERT INTO with_mark VALUES (1);
