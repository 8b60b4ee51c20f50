CREATE FUNCTION outer_f() RETURNS text LANGUAGE plpgsql AS $outer$
DECLARE
  s text := $$;$$;
BEGIN
  EXECUTE $inner$ SELECT 'x; y' || $q$ $$ $q$ $inner$ INTO s;
  RETURN s || $tag$ $outer $ not $inner$ $tag$;
END
$outer$;
SELECT outer_f(), $$it's$$, $_1$ $1 $_1$, $é$ü;$é$;
CREATE TABLE names AS SELECT outer_f() AS foo$bar, 1 AS a$b$c, 2 AS "d$e";
