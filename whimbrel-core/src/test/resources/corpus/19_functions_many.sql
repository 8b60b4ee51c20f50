CREATE FUNCTION f1(a int DEFAULT 1, VARIADIC b int[] DEFAULT ARRAY[]::int[]) RETURNS int LANGUAGE sql AS $$ SELECT a; $$;
CREATE FUNCTION f2(OUT x int, OUT y text) LANGUAGE plpgsql AS $f2$ BEGIN x := 1; y := 'a;b'; END; $f2$;
CREATE FUNCTION f3() RETURNS TABLE (a int, b text) LANGUAGE sql STABLE PARALLEL SAFE COST 5 ROWS 10
  SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = off AS 'VALUES (1, ''x;''), (2, NULL)';
CREATE OR REPLACE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT f1(1, 2, 3), f1(2, VARIADIC b := ARRAY[3]), begin();
DROP FUNCTION f1(int, int[]);
