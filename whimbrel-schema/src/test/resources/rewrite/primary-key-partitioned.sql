CREATE TABLE p (id int, v text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (id);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES FROM (0) TO (50);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
INSERT INTO p SELECT i, 'v' FROM generate_series(1, 40) AS i;
-- == migration
ALTER TABLE p ADD PRIMARY KEY (id), ADD UNIQUE (id, v);
-- == rewritten
-- in one transaction
ALTER TABLE p ADD CONSTRAINT p_id_is_set CHECK (id IS NOT NULL) NOT VALID;

-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY p11_pkey ON public.p11 (id);

-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY p2_pkey ON public.p2 (id);

-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY p11_id_v_key ON public.p11 (id, v);

-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY p2_id_v_key ON public.p2 (id, v);

-- in one transaction
ALTER TABLE p VALIDATE CONSTRAINT p_id_is_set;

-- in one transaction
ALTER TABLE p ALTER COLUMN id SET NOT NULL;
ALTER TABLE p DROP CONSTRAINT p_id_is_set;
ALTER TABLE ONLY p ADD CONSTRAINT p_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.p1 ADD CONSTRAINT p1_pkey PRIMARY KEY (id);
ALTER TABLE public.p11 ADD CONSTRAINT p11_pkey PRIMARY KEY USING INDEX p11_pkey;
ALTER INDEX public.p1_pkey ATTACH PARTITION public.p11_pkey;
ALTER INDEX public.p_pkey ATTACH PARTITION public.p1_pkey;
ALTER TABLE public.p2 ADD CONSTRAINT p2_pkey PRIMARY KEY USING INDEX p2_pkey;
ALTER INDEX public.p_pkey ATTACH PARTITION public.p2_pkey;
ALTER TABLE ONLY p ADD CONSTRAINT p_id_v_key UNIQUE (id, v);
ALTER TABLE ONLY public.p1 ADD CONSTRAINT p1_id_v_key UNIQUE (id, v);
ALTER TABLE public.p11 ADD CONSTRAINT p11_id_v_key UNIQUE USING INDEX p11_id_v_key;
ALTER INDEX public.p1_id_v_key ATTACH PARTITION public.p11_id_v_key;
ALTER INDEX public.p_id_v_key ATTACH PARTITION public.p1_id_v_key;
ALTER TABLE public.p2 ADD CONSTRAINT p2_id_v_key UNIQUE USING INDEX p2_id_v_key;
ALTER INDEX public.p_id_v_key ATTACH PARTITION public.p2_id_v_key;
