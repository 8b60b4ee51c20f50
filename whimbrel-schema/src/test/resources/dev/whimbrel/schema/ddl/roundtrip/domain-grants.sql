create domain d as text;
revoke all on domain d from public;
grant usage on domain d to rt_writer;
