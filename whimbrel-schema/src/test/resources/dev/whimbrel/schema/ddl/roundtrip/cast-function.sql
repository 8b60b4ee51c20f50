create type c as (a integer);
create function to_c(integer) returns c language sql immutable as 'select row($1)::c';
create cast (integer as c) with function to_c(integer) as assignment;
