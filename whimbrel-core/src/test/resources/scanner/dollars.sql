SELECT $$;$$, $a$;$$;$b$;$a$;
SELECT foo$bar$baz; SELECT a$$; SELECT $1, $2;
SELECT 1$$;$$; SELECT $é$;$é$, $_$;$_$;
SELECT $$a$b$$; SELECT $ ;
