create procedure p(out r integer, a integer) language plpgsql as 'begin r := a; end';
