CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id, name FROM users WHERE name IS NOT NULL WITH CHECK OPTION;
CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS n FROM names;
CREATE UNIQUE INDEX counts_n ON counts (n);
COMMENT ON VIEW names IS 'those that have one';
