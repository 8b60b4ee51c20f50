create table t (id bigint primary key, b text);
comment on constraint t_pkey on t is 'the key';
