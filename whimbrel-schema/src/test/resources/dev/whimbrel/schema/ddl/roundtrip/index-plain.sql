create table t (a integer, b integer, c text);
create index t_a on t (a);
create unique index t_b on t (b);
comment on index t_a is 'fast';
