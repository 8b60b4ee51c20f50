COPY t FROM stdin;
a;b	'c
\N	\\.
\.
copy s."t;" (a, "b") from STDIN with (format csv) ; -- data
1,"x
\. not the end
"
\.
COPY empty FROM stdin;
\.
COPY (SELECT 1) TO STDOUT; COPY t FROM 'file'; COPY t TO stdin;
SELECT 1;
