create function next_code() returns text language sql as 'select ''c''';
create table t (code text default next_code());
