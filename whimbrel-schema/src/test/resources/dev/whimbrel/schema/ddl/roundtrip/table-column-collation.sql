create table t (a text collate "C", b varchar(10) collate "POSIX");
