create table t (id integer, n text);
create function names() returns setof text language sql stable begin atomic select n from t order by id; end;
