create sequence shared start with 100;
create table a (id bigint default nextval('shared'));
create table b (id bigint default nextval('shared'::regclass));
