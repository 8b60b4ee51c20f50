create function f(n integer) returns integer language plpgsql as 'begin return g(n); end';
create function g(n integer) returns integer language plpgsql as 'begin return f(n - 1); end';
