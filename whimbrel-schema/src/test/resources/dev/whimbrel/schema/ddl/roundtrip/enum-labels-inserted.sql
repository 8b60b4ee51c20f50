create type mood as enum ('b', 'd');
alter type mood add value 'a' before 'b';
alter type mood add value 'c' after 'b';
