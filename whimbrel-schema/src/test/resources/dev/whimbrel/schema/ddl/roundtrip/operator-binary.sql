create function dist(integer, integer) returns integer language sql immutable as 'select abs($1 - $2)';
create operator <~> (function = dist, leftarg = integer, rightarg = integer, commutator = <~>);
comment on operator <~> (integer, integer) is 'how far';
