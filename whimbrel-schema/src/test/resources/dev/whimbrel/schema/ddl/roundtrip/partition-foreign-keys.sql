create table r (id integer primary key);
create table p (a integer primary key, r integer references r) partition by list (a);
create table p1 partition of p for values in (1);
create table q (pa integer references p);
