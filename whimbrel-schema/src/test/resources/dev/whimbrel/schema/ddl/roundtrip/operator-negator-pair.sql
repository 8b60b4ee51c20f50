create type c as (a integer);
create function c_eq(c, c) returns boolean language sql immutable as 'select ($1).a = ($2).a';
create function c_ne(c, c) returns boolean language sql immutable as 'select ($1).a <> ($2).a';
create operator === (function = c_eq, leftarg = c, rightarg = c, commutator = ===, negator = !==, restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator !== (function = c_ne, leftarg = c, rightarg = c, commutator = !==, negator = ===, restrict = neqsel, join = neqjoinsel);
