create table p (a integer, b integer, c text) partition by range (a, b);
create table p1 partition of p for values from (minvalue, minvalue) to (10, maxvalue) partition by list (b);
create table p1a partition of p1 for values in (1);
create table p1b partition of p1 default;
create index p_c on p (c);
