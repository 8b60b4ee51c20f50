create table a (x integer);
alter table a enable row level security;
create table b (x integer);
alter table b enable row level security, force row level security;
create table c (x integer);
alter table c force row level security;
