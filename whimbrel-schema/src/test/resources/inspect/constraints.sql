create extension btree_gist;
create table parent (a int, b int, c text, primary key (a, b) include (c), unique (c), constraint kept unique (b) with (fillfactor = 80));
create table t (
  id int primary key,
  a int, b int, c text unique deferrable, d int check (d > 0), e int,
  during tsrange,
  constraint both_parts foreign key (b, a) references parent (b, a) match full on update cascade on delete set null deferrable initially deferred,
  constraint first_letter check (c ~ '^a' and d < 10) no inherit,
  constraint no_overlap exclude using gist (e with =, during with &&) where (e > 0) deferrable initially deferred
);
alter table t add constraint later check (e > 1) not valid;
alter table t add constraint self foreign key (d) references t on delete cascade on update restrict not valid;
alter table t add constraint many unique nulls not distinct (d, e); -- since 15
alter table t add constraint some_one foreign key (a) references t on delete set default (a); -- since 15
alter table t add constraint expr exclude using btree (lower(c) with =);
alter table parent cluster on kept;
comment on constraint later on t is 'about it';
comment on index parent_pkey is 'about the index';
create table p (id int primary key) partition by list (id);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create table q (id int, r int references p, s int check (s > 0)) partition by list (id);
create table q1 partition of q for values in (1);
create table checked (x int, constraint x_positive check (x > 0));
create table child (constraint own check (x < 9)) inherits (checked);
create table both_of (x int, constraint x_positive check (x > 0)) inherits (checked);
