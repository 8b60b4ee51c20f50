create procedure p() language sql as 'select 1';
revoke execute on procedure p() from public;
grant execute on procedure p() to rt_writer;
