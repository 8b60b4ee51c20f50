-- Migration: Ranking configuration
-- Version: 007
-- Description: Weights of the discovery ranking, with a version that counts each change

CREATE TABLE ranking_config (
    key VARCHAR(50) PRIMARY KEY,
    weight NUMERIC(4, 3) NOT NULL CHECK (weight BETWEEN 0 AND 1),
    version INTEGER NOT NULL DEFAULT 1
);

CREATE FUNCTION count_ranking_change() RETURNS TRIGGER AS $body$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END;
$body$ LANGUAGE plpgsql;

CREATE TRIGGER trg_count_ranking_change
    BEFORE UPDATE ON ranking_config
    FOR EACH ROW EXECUTE FUNCTION count_ranking_change();

INSERT INTO ranking_config (key, weight) VALUES
    ('semantic_similarity', 0.4),
    ('interest_overlap', 0.35),
    ('availability', 0.25);
