CREATE TYPE mood AS ENUM ('happy', 'so-so', 'sad; very');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TYPE address AS (street text, "zip;code" text);
CREATE TABLE person (mood mood DEFAULT 'happy', age positive, home address);
INSERT INTO person VALUES ('sad; very', 7, ROW('a;b', 'c'));
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000);
