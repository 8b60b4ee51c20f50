create function f(inout a integer, out b text, variadic rest text[]) language plpgsql stable strict security definer
  parallel restricted cost 7 set search_path = pg_catalog, pg_temp set work_mem = '8MB' as $x$
begin
  b := 'it''s $$ and $function$ ' || a;
end $x$;
