GRANT SELECT ON projects TO PUBLIC;
COMMENT ON COLUMN projects.settings IS 'As the application likes it';
