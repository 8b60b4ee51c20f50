CREATE TABLE audit_log (at timestamptz, what text);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- it's a comment with a quote; and a semicolon
  INSERT INTO audit_log VALUES ('epoch', TG_OP || ';' || TG_TABLE_NAME);
  RETURN NEW;
END;
$$;
CREATE TABLE t (a int);
CREATE TRIGGER t_audit AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION audit();
INSERT INTO t VALUES (1), (2);
