CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TYPE a.state AS ENUM ('x');
CREATE TYPE b.state AS ENUM ('y');
CREATE TABLE a.t (id integer PRIMARY KEY, s b.state);
CREATE TABLE b.t (id integer PRIMARY KEY REFERENCES a.t (id), s a.state);
CREATE TABLE b.a (id integer PRIMARY KEY);
CREATE TABLE b.single (id integer REFERENCES b.a (id));
COMMENT ON SCHEMA a IS 'the first';
