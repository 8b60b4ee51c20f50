CREATE SCHEMA s;
CREATE TABLE s.p (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE s.p_eu PARTITION OF s.p FOR VALUES IN ('eu') PARTITION BY RANGE (id);
CREATE TABLE s.p_eu_1 PARTITION OF s.p_eu FOR VALUES FROM (0) TO (100);
CREATE TABLE s."p Us" PARTITION OF s.p FOR VALUES IN ('us');
INSERT INTO s.p SELECT i, 'eu' FROM generate_series(1, 50) AS i;
-- == migration
CREATE INDEX p_lower ON s.p (lower(region), id);
-- == rewritten
-- in one transaction
CREATE INDEX p_lower ON ONLY s.p (lower(region), id);
CREATE INDEX p_eu_lower_id_idx ON ONLY s.p_eu (lower(region), id);

-- outside a transaction
CREATE INDEX CONCURRENTLY "p Us_lower_id_idx" ON s."p Us" (lower(region), id);

-- outside a transaction
CREATE INDEX CONCURRENTLY p_eu_1_lower_id_idx ON s.p_eu_1 (lower(region), id);

-- in one transaction
ALTER INDEX s.p_lower ATTACH PARTITION s."p Us_lower_id_idx";
ALTER INDEX s.p_eu_lower_id_idx ATTACH PARTITION s.p_eu_1_lower_id_idx;
ALTER INDEX s.p_lower ATTACH PARTITION s.p_eu_lower_id_idx;
-- remark: 001_m.up.sql:1:1 these are the partitions that the migrations make; as long as the database has others without it, s.p_lower stays invalid
