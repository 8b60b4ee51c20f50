create function a_first() returns integer language sql as 'select 1';
create function b_second() returns integer language sql begin atomic select a_first(); end;
create function a_aaa() returns integer language sql begin atomic select b_second(); end;
