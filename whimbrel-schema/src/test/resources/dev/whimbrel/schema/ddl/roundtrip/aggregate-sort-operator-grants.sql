create aggregate my_max (integer) (sfunc = int4larger, stype = integer, sortop = >);
revoke execute on function my_max(integer) from public;
