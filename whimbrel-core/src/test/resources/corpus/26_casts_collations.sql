CREATE COLLATION german (LOCALE = 'C');
CREATE TYPE box2 AS (w int, h int);
CREATE FUNCTION box2_text(box2) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1.w || 'x' || $1.h $$;
CREATE CAST (box2 AS text) WITH FUNCTION box2_text(box2) AS ASSIGNMENT;
SELECT ROW(1, 2)::box2::text, 'a' COLLATE german < 'b', CAST('7' AS int)::numeric(5, 2), '1 day'::interval, int '5';
