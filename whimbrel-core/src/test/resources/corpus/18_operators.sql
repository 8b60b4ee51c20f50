CREATE FUNCTION add_twice(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2 + $2';
CREATE OPERATOR +@ (LEFTARG = int, RIGHTARG = int, FUNCTION = add_twice);
CREATE OPERATOR @#@ (LEFTARG = int, RIGHTARG = int, FUNCTION = add_twice);
SELECT 1 +@ 2, 3@#@4, 1+-1, 2- -1, 2*-1, @ -3, |/ 25.0, '5' !~ '6' IS NULL FROM (SELECT 1) AS s WHERE '5' !~ '6' OR 1 <>-1;
CREATE AGGREGATE twice (int) (SFUNC = add_twice, STYPE = int, INITCOND = '0');
SELECT '{"a": {"b": [1, 2]}}'::jsonb #>> '{a,b,0}', '[1]'::jsonb @> '1', ARRAY[1, 2] && ARRAY[2], (ARRAY[1, 2, 3])[2:3];
