CREATE TABLE young (id int);
ALTER TABLE young ADD CHECK (id > 0);
INSERT INTO young SELECT id FROM orders;
CREATE INDEX ON young (id);
