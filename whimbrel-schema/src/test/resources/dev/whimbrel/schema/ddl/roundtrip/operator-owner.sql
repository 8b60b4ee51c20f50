create schema ops;
create function ops.f(integer, text) returns boolean language sql immutable as 'select true';
create operator ops.@@@ (function = ops.f, leftarg = integer, rightarg = text);
alter operator ops.@@@ (integer, text) owner to rt_owner;
create schema z1;
create schema z2;
create schema z3;
