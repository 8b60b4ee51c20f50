CREATE TABLE event (id bigint, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE INDEX event_kind ON event (kind);
INSERT INTO event VALUES (1, '2024-05-05', 'a'), (2, '2030-01-01', 'b;c');
ALTER TABLE event DETACH PARTITION event_rest;
