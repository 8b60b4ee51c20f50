create foreign data wrapper dummy options (debug 'true');
comment on foreign data wrapper dummy is 'none';
grant usage on foreign data wrapper dummy to rt_reader;
