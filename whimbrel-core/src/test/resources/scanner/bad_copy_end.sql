SELECT 1;
COPY t FROM stdin;
a
b
