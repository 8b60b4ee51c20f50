DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT generate_series(1, 3) AS i LOOP
    EXECUTE format('CREATE TABLE gen_%s (a int, b text DEFAULT %L)', r.i, 'x;''y');
  END LOOP;
END
$$;
DO LANGUAGE plpgsql 'BEGIN PERFORM 1; EXECUTE ''CREATE TABLE from_string (a int)''; END';
DO E'BEGIN\n  EXECUTE \'CREATE TABLE from_escape (a int);\';\nEND';
