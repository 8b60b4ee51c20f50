create table l (a text) partition by list (a);
create table l_x partition of l for values in ('x', 'y', null);
create table h (a integer) partition by hash (a);
create table h0 partition of h for values with (modulus 2, remainder 0);
create table h1 partition of h for values with (modulus 2, remainder 1);
