create type inner_t as (a integer);
create type a_outer as (i inner_t, n integer);
