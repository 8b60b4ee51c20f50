create function neg(integer) returns integer language sql immutable as 'select -$1';
create operator !~~ (function = neg, rightarg = integer);
