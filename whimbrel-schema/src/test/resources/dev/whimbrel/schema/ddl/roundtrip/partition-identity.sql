-- since: 17
create table p (id bigint generated always as identity, a integer) partition by list (a);
create table p1 partition of p for values in (1);
