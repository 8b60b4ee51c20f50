--
-- PostgreSQL database dump
--

\restrict Zk3aPq9

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET check_function_bodies = false;
SET client_min_messages = warning;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE FUNCTION public.total(integer) RETURNS integer
    LANGUAGE sql
    AS $_$SELECT $1 + 1;$_$;

CREATE TABLE public.item (
    id integer NOT NULL,
    label character varying(40) DEFAULT 'none;'::character varying
);

CREATE SEQUENCE public.item_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.item_id_seq OWNED BY public.item.id;
ALTER TABLE ONLY public.item ALTER COLUMN id SET DEFAULT nextval('public.item_id_seq'::regclass);

--
-- Data for Name: item; Type: TABLE DATA; Schema: public
--

COPY public.item (id, label) FROM stdin;
1	one
2	two; or "2"
3	\N
\.

SELECT pg_catalog.setval('public.item_id_seq', 3, true);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (id);

--
-- PostgreSQL database dump complete
--

\unrestrict Zk3aPq9
