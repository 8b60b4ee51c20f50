create foreign data wrapper dummy validator postgresql_fdw_validator;
create server s foreign data wrapper dummy options (dbname 'd', host 'h');
