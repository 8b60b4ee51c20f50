create table a (x integer, y integer, primary key (x, y));
create table b (p integer, q integer, constraint f foreign key (p, q) references a (x, y) match full on update cascade on delete set null deferrable initially deferred);
create table c (p integer default 1, q integer, foreign key (q, p) references a (y, x) on update set default on delete restrict) ;
