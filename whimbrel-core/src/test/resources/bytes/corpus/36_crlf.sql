CREATE TABLE windows (a int,
  b text DEFAULT 'line
end;');
-- comment; here
COPY windows FROM stdin;
1	x
2	y; z
\.
CREATE FUNCTION w() RETURNS text LANGUAGE sql AS $$
  SELECT 'a'
    'b;';
$$;
