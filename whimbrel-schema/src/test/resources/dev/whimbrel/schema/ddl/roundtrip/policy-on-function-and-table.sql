create table members (name text);
create function is_member(text) returns boolean language sql stable security definer as 'select exists (select 1 from public.members where name = $1)';
create table t (owner text);
create policy p on t using (is_member(owner) or owner in (select name from members));
