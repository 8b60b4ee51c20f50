create table p (a text, b integer) partition by range (lower(a) collate "C", (b + 1));
create table p1 partition of p for values from ('a', 1) to ('m', 5);
