create table t (a integer, b integer, c text);
create statistics s (ndistinct, mcv) on a, b from t;
create statistics s2 on (a + b), (lower(c)) from t;
create statistics s3 (dependencies) on a, b, c from t;
alter statistics s set statistics 200;
comment on statistics s is 'together';
