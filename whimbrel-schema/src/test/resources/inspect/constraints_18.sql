-- since 18
create extension btree_gist;
create table other_table (id int primary key);
create table room (id int, valid_at tsrange, primary key (id, valid_at without overlaps));
create table booking (room int, valid_at tsrange,
  constraint booked foreign key (room, period valid_at) references room (id, period valid_at),
  constraint believed check (room > 0) not enforced,
  other int, constraint not_looked_at foreign key (other) references other_table not enforced);
