CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT above_zero CHECK (VALUE > 0);
CREATE TYPE pair AS (x integer, y text);
CREATE TABLE t (id positive, p pair);
CREATE SEQUENCE numbers AS integer INCREMENT BY 5 CYCLE OWNED BY t.id;
