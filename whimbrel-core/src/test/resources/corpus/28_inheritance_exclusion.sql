CREATE TABLE parent (a int, b int4range);
CREATE TABLE child (c text) INHERITS (parent);
ALTER TABLE parent ADD CONSTRAINT apart EXCLUDE USING gist (b WITH &&) WHERE (a > 0);
CREATE TABLE likeness (LIKE child INCLUDING ALL, d text DEFAULT '--;');
INSERT INTO child VALUES (1, '[1,5)', ';');
