create domain dd as integer;
create type i2 as (x integer);
create type i3 as (x integer);
create function c(i2) returns i3 language sql immutable as 'select row(($1).x)::i3';
create cast (i2 as i3) with function c(i2);
