CREATE TABLE setting (key text PRIMARY KEY, value text);
INSERT INTO setting (key, value) VALUES
  ('greeting', 'Hello; it''s me'),
  ('path', 'C:\temp\'),
  ('pattern', '^\d+;$'),
  ('template', '<a href="x">${name}</a> {{y}} :z ?'),
  ('dollar', '$$ $1 $tag$'),
  ('sql', 'BEGIN; COMMIT; -- /*');
UPDATE setting SET value = value || ':' || key::text WHERE key IN ('path', 'sql');
