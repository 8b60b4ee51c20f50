create function is_even(i integer) returns boolean language sql immutable as 'select i % 2 = 0';
create domain even as integer constraint is_even check (is_even(value));
