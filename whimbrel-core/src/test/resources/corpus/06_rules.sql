CREATE TABLE base (id int PRIMARY KEY, v text);
CREATE TABLE history (id int, v text, at timestamptz DEFAULT 'epoch');
CREATE VIEW shown AS SELECT * FROM base WHERE v <> ';';
CREATE RULE shown_ins AS ON INSERT TO shown DO INSTEAD (
  INSERT INTO base VALUES (NEW.id, NEW.v);
  INSERT INTO history (id, v) VALUES (NEW.id, NEW.v || ');');
);
CREATE RULE shown_del AS ON DELETE TO shown DO INSTEAD DELETE FROM base WHERE id = OLD.id;
CREATE RULE nothing AS ON UPDATE TO shown DO INSTEAD NOTHING;
INSERT INTO shown VALUES (1, 'x');
