create table p (a integer, b text) partition by list (a);
create table p1 (b text, a integer);
alter table p attach partition p1 for values in (1);
