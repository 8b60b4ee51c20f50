CREATE TABLE events (at timestamptz NOT NULL, project_id uuid NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_project ON events (project_id);
