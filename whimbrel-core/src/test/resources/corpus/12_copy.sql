CREATE TABLE country (code char(2) PRIMARY KEY, name text, note text);
COPY country (code, name, note) FROM stdin;
de	Germany	a;b 'quoted
fr	France	\N
ch	Switzerland	-- /* $$
\.
COPY country FROM STDIN WITH (FORMAT csv, DELIMITER ';', QUOTE '"');
it;Italy;"x;y"
es;Spain;
\.
SELECT count(*) FROM country;
COPY country FROM stdin;
\.
CREATE INDEX country_name ON country (name);
