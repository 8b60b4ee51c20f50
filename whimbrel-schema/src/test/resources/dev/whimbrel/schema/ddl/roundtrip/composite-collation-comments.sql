create type named as (label text collate "C", amount numeric(10,2));
comment on type named is 'a pair';
comment on column named.label is 'what';
