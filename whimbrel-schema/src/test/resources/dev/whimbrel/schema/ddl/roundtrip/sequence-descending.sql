create sequence s increment by -1;
create sequence s2 as smallint increment by -2 minvalue -100 start with -4;
