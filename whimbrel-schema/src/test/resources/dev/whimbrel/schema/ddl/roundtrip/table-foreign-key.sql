create table a (id integer primary key);
create table b (id integer primary key, a_id integer references a);
comment on constraint b_a_id_fkey on b is 'up';
