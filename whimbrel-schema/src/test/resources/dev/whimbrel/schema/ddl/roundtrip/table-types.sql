create table t (
  a smallint, b integer, c bigint, d numeric, e numeric(12,3), f real, g double precision, h money,
  i text, j varchar, k varchar(20), l char(3), m "char", n bytea, o boolean,
  p date, q time, r time(3) with time zone, s timestamp, u timestamptz(0), v interval, w interval day to second(2),
  x uuid, y json, z jsonb, aa xml, ab inet, ac cidr, ad macaddr, ae macaddr8, af bit(3), ag bit varying(5),
  ah point, ai box, aj tsvector, ak tsquery, al int4range, am tstzmultirange, an integer[], ao text[][], ap oid, aq regclass, ar name, at pg_lsn);
