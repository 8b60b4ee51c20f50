CREATE TABLE by_range (at timestamptz NOT NULL, id bigint NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE by_range_1 PARTITION OF by_range DEFAULT;
CREATE TABLE by_list (kind text, id bigint) PARTITION BY LIST (lower(kind));
CREATE TABLE by_hash (a integer, "B" integer) PARTITION BY HASH (a, "B");
