create function f(integer) returns integer language sql as 'select 1';
create function f(text) returns text language sql as 'select ''x''';
create function f() returns void language plpgsql as 'begin end';
