create function inc(bigint) returns bigint language sql immutable as 'select $1 + 1';
create aggregate my_count (*) (sfunc = inc, stype = bigint, initcond = '0');
