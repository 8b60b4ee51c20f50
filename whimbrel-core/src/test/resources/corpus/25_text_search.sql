CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
COMMENT ON TEXT SEARCH CONFIGURATION plain IS $c$a 'plain'; "one"$c$;
CREATE TABLE article (title text, tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(title, ''))) STORED);
CREATE INDEX article_tsv ON article USING gin (tsv);
INSERT INTO article VALUES ('a; b & c');
SELECT title FROM article WHERE tsv @@ to_tsquery('simple', 'b & !z');
