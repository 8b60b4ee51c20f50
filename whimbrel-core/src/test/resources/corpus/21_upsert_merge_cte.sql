CREATE TABLE kv (k text PRIMARY KEY, v jsonb NOT NULL DEFAULT '{}');
INSERT INTO kv VALUES ('a;', '{"x": "y;z"}') ON CONFLICT (k) DO UPDATE SET v = excluded.v || '{"again": true}';
WITH gone AS (DELETE FROM kv WHERE k = 'b' RETURNING *), put AS (INSERT INTO kv (k) VALUES ('c') RETURNING k)
SELECT (SELECT count(*) FROM gone), k FROM put;
UPDATE kv SET (v) = ROW(jsonb_build_object('n', 1)) WHERE v->>'x' IS DISTINCT FROM 'q' AND v ? 'x';
TABLE kv;
VALUES (1, ';'), (2, $$;$$);
