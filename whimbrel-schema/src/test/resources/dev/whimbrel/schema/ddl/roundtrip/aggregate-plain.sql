create aggregate my_sum (integer) (sfunc = int4pl, stype = integer, initcond = '0');
comment on aggregate my_sum (integer) is 'adds';
