create function pairs(n integer) returns table (i integer, sq bigint) language plpgsql rows 20 leakproof as $$
begin
  return query select x, x::bigint * x from generate_series(1, n) x;
end $$;
