create table t (a integer);
create view z as select a from t;
create materialized view b as select a from z;
create view a as select a from b;
