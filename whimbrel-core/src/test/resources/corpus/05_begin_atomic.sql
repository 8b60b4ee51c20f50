CREATE TABLE account (id int PRIMARY KEY, balance numeric NOT NULL DEFAULT 0, frozen boolean);
CREATE FUNCTION grade(x numeric) RETURNS text LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
  SELECT CASE WHEN x > 100 THEN 'a;' ELSE CASE WHEN x > 10 THEN 'b' ELSE 'c' END END;
END;
CREATE OR REPLACE PROCEDURE transfer(source int, target int, amount numeric)
LANGUAGE sql
BEGIN /* the body; */ ATOMIC
  UPDATE account SET balance = balance - amount WHERE id = source;
  UPDATE account SET balance = balance + amount WHERE id = target; -- END;
  SELECT 1 AS "end", 2 AS end, 3 AS case;
END;
CREATE FUNCTION nothing() RETURNS void BEGIN ATOMIC END;
CREATE FUNCTION one() RETURNS int RETURN CASE WHEN true THEN 1 END;
INSERT INTO account VALUES (1, 10), (2, 0);
CALL transfer(1, 2, 5);
