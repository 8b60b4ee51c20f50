-- Down migration  
ALTER TABLE users DROP COLUMN IF EXISTS status;
