create table p (a integer, b integer) partition by list (a);
create table p1 partition of p for values in (1);
create index p_b on p (b) with (fillfactor = 60);
alter index p1_b_idx set (fillfactor = 50);
