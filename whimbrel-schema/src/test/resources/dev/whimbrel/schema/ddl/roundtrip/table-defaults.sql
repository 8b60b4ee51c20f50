create table t (a integer default 1 + 2, b text default 'it''s', c timestamptz default now(), d date default current_date,
  e text[] default '{}', f jsonb default '{"a": [1]}', g boolean default (not true), h text default current_user,
  i numeric default -1.5, j interval default '1 day', k text default E'a\\b\n', l uuid default gen_random_uuid());
