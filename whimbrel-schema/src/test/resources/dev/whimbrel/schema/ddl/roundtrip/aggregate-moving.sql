create aggregate m_sum (integer) (sfunc = int4pl, stype = integer, msfunc = int4pl, minvfunc = int4mi, mstype = integer,
  initcond = '0', minitcond = '0');
