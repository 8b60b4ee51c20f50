create domain percent as numeric(5,2) default 0 not null
  constraint at_least check (value >= 0) constraint at_most check (value <= 100);
comment on domain percent is 'of all';
comment on constraint at_most on domain percent is 'no more';
create table t (p percent);
