-- since: 18
create table a (id integer primary key);
create table b (a_id integer, constraint f foreign key (a_id) references a not enforced);
