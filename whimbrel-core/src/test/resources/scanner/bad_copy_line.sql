COPY t FROM stdin; SELECT 1;
a
\.
SELECT 2; COPY t FROM stdin /* ; */; /* c */
b
\.
