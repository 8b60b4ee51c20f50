create schema ext;
create extension citext with schema ext;
create table t (c ext.citext unique);
