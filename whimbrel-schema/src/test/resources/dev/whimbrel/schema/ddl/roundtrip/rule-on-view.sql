create table t (a integer);
create view v as select a from t;
create rule u as on update to v do instead update t set a = new.a where a = old.a returning t.a;
