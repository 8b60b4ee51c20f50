create table p (a integer, b text, constraint k check (a > 0));
create table c (b text, a integer, z integer, constraint k check (a > 0));
alter table c inherit p;
