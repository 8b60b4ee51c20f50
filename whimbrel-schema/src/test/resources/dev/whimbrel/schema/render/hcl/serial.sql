CREATE TABLE counted (s smallserial, i serial, b bigserial, plain bigint, shared bigint);
CREATE SEQUENCE loose;
ALTER TABLE counted ALTER COLUMN shared SET DEFAULT nextval('loose');
