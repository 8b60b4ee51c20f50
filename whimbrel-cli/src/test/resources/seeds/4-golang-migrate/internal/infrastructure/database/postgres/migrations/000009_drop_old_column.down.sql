-- Down migration (may lose data)
ALTER TABLE users ADD COLUMN old_column VARCHAR(100);
