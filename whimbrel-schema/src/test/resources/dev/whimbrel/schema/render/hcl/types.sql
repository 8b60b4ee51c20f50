CREATE SCHEMA a;
CREATE TYPE a.pair AS (x integer, y integer);
CREATE DOMAIN a.positive AS integer CHECK (VALUE > 0);
CREATE TYPE a.mood AS ENUM ('fine', 'so "so"');
CREATE TABLE t (
  a01 smallint, a02 integer, a03 bigint, a04 numeric, a05 numeric(5), a06 numeric(10,2), a07 real, a08 double precision,
  b01 text, b02 varchar, b03 varchar(10), b04 char(3), b05 bpchar, b06 boolean, b07 bytea, b08 "char", b09 name,
  c01 date, c02 time, c03 time(3), c04 timetz, c05 timestamp, c06 timestamp(0), c07 timestamptz, c08 timestamptz(6),
  d01 interval, d02 interval(3), d03 interval year to month, d04 interval day to second(4), d05 interval hour,
  e01 bit(1), e02 bit(5), e03 varbit, e04 varbit(7),
  f01 json, f02 jsonb, f03 xml, f04 uuid, f05 money, f06 inet, f07 cidr, f08 macaddr, f09 macaddr8,
  g01 point, g02 line, g03 lseg, g04 box, g05 path, g06 polygon, g07 circle, g08 tsvector, g09 tsquery,
  h01 oid, h02 regclass, h03 int4range, h04 tstzmultirange,
  i01 integer[], i02 varchar(10)[], i03 a.mood, i04 a.mood[], i05 a.positive, i06 a.pair
);
