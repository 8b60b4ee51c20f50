create table t (a integer);
create view z as select a from t;
create view y as select a from z;
create view a as select y.a, z.a as b from y join z using (a);
