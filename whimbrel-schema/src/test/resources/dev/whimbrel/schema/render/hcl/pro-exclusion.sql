CREATE TABLE stays (
  room int4range,
  during tstzrange,
  CONSTRAINT one_at_a_time EXCLUDE USING gist (room WITH &&, tstzrange(lower(during), upper(during)) WITH &&) WHERE (room IS NOT NULL)
);
