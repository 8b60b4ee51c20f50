create table p (a integer, b text, c text) partition by list (a);
create table p1 partition of p for values in (1);
create index on p (lower(b), (b || c), c desc) include (a);
create unique index on p (a, b) where b <> '';
