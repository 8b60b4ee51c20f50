create table p (a integer, b integer) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create index odd_name on p1 (b);
create index p_b on p (b);
