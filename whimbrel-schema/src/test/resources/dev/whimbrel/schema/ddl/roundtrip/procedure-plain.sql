create procedure p(a integer, inout b text default 'x') language plpgsql as 'begin b := a::text; end';
comment on procedure p is 'does';
