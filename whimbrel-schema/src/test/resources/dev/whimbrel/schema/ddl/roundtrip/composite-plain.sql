create type point3 as (x double precision, y double precision, z double precision);
create table t (p point3, ps point3[]);
