-- since: 18
create extension btree_gist;
create table t (id integer, valid_at tstzrange, constraint pk primary key (id, valid_at without overlaps));
create table r (id integer, valid_at tstzrange, t_id integer, constraint fk foreign key (t_id, period valid_at) references t (id, period valid_at));
