create table t (a integer, owner text);
alter table t enable row level security;
create policy p on t;
create policy own on t for select to rt_reader, rt_writer using (owner = current_user);
create policy ins on t as restrictive for insert with check (a > 0 and a < 10);
create policy upd on t for update using (a > 0) with check (a > 1);
comment on policy own on t is 'their own';
