create table p (a integer, b integer generated always as (a + 1) stored) partition by list (a);
create table p1 partition of p for values in (1);
