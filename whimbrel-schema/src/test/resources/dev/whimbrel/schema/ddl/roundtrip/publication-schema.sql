-- since: 15
create schema app;
create table app.t (a integer primary key);
create table u (a integer primary key);
create publication p for tables in schema app, table u;
