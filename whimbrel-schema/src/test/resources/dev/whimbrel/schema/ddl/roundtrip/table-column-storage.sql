create table t (a text, b text, c bytea);
alter table t alter a set storage external, alter b set storage main, alter c set storage plain;
