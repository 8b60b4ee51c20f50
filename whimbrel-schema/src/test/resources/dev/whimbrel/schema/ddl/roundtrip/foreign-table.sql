create extension file_fdw;
create server files foreign data wrapper file_fdw;
create foreign table lines (line text options (force_not_null 'true') not null, n integer default 3, check (n > 0))
  server files options (filename '/dev/null', format 'csv');
comment on foreign table lines is 'of a file';
comment on column lines.n is 'which';
grant select on lines to rt_reader;
